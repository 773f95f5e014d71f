// The commands of Unix and Windows shells that injected text runs, told apart by whether people write them as words.

/** Nobody writes these but as commands. */
// biome-ignore format: table
const SURE = words(`
  whoami uname ifconfig ipconfig netstat wget curl nslookup traceroute tracert tcpdump nmap netcat ncat socat nc lsof
  ls pwd ps printenv chmod chown chgrp crontab adduser useradd usermod groupadd pkill killall mkfifo xxd hexdump
  awk gawk mawk grep egrep fgrep zgrep rgrep xargs tac base64 base32 md5sum sha1sum sha256sum uuencode
  sh rbash rm rmdir cp mv ln gzip gunzip bzip2 unzip zcat bzcat xzcat

  hostname hostnamectl uptime lastlog dmesg lscpu lsblk lspci lsmod getent getfacl setfacl pidof pgrep nohup
  doas scp nsenter umount insmod iptables systemctl
  systeminfo sysinfo tasklist taskkill wmic schtasks netsh regsvr32 rundll32 mshta certutil bitsadmin cscript wscript attrib icacls
  cacls xcopy robocopy findstr powershell pwsh vssadmin nltest dsquery quser qwinsta cmd waitfor fsutil forfiles
  iex invoke-expression invoke-webrequest invoke-restmethod iwr
  lsb_release whereis vmstat iostat pstree sha224sum sha384sum sha512sum stty mknod sysctl modprobe iwconfig ethtool compgen dpkg readelf objdump
  getmac nbtstat pathping gpresult driverquery bcdedit wevtutil qprocess tskill cmdkey odbcconf installutil cmstp esentutl pkexec`)

/** These are words as well: their arguments, or the place, have to say more. */
// biome-ignore format: table
const WORDS = words(`
  id cat dir echo sleep ping type find sort more less head tail cut tr time date test who last net route at make kill touch print
  printf set export source exec eval start copy move del erase ren cls ver vol path tree more mkdir cd history reboot shutdown halt
  poweroff wall write watch which whereis locate file stat man alias read wait jobs split join paste fold expand comm diff patch tput
  perl python python2 python3 ruby php lua nodejs gcc gdb bash zsh ksh dash ash fish csh tcsh vim vi nano ed dd df du nl od tee ss sc
  ip arp dig finger service passwd mount telnet rsync openssl sed strings tar env ssh sudo su sftp ftp tftp busybox rev expand strace chroot node java mail sendmail mutt
  expr free calc xcalc notepad lynx fetch get xterm lwp-download msiexec init
  seq shuf factor timeout reg reset clear logger msg assoc call command timedatectl host groups users nice w wc
  top htop tty arch nproc cal yes uniq basename dirname realpath readlink fuser umask ulimit trap unset declare typeset let pushd popd
  ldd nm fdisk blkid whois drill mysql psql sqlite3 mysqldump redis-cli screen tmux zip cpio
  iconv jq cksum shasum gpg bc dc fmt newgrp chsh ionice taskset unshare flock stdbuf script ftype fc subst runas takeown
  setx start explorer calc msbuild csc expand makecab query logoff ipcs look pr rename ul tsort where`)

export type Sureness = 'sure' | 'word'

export function sureness(name: string): Sureness | null {
  const plain = name.toLowerCase().replace(/\.(?:exe|com|bat|sh)$/, '')
  if (SURE.has(plain)) return 'sure'
  if (!WORDS.has(plain)) return plain.includes('-') && CMDLET.test(plain) ? 'word' : null
  return /\.(?:exe|bat)$/i.test(name) ? 'sure' : 'word'
}

/** PowerShell names what it has by a verb of its list and a noun. */
const CMDLET =
  /^(?:get|set|new|remove|invoke|start|stop|write|out|add|test|import|export|copy|move|clear|convertto|convertfrom|read|register|enable|disable|restart|update|install)-[a-z]{3,24}$/

/** Commands whose argument may be a bare number. */
export const counts: ReadonlySet<string> = words('sleep ping kill timeout seq killall expr init')

/** The second words that make these commands. */
export const secondWords: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    net: words('user users view localgroup group start stop use share accounts session config time'),
    reg: words('add query delete save export import'),
    netsh: words('firewall advfirewall interface wlan int'),
    sc: words('query create start stop config delete'),
    wmic: words('process os useraccount service product logicaldisk'),
    ip: words('a addr address link route neigh'),
    history: words('-c'),
    start: words('calc calc.exe cmd cmd.exe notepad powershell iexplore explorer mshta'),
    query: words('user session process'),
    whereis: words('nc curl wget perl python python3 php gcc bash'),
    powershell: words('iex invoke-expression'),
    ps: words('aux axu ax auxw faux'),
    tar: words('cf xf czf xzf cvf xvf czvf xzvf zcf zxf'),
    which: words('nc curl wget perl python python3 php ruby gcc java node bash sh netcat ncat telnet nmap'),
    openssl: words('s_client enc passwd rand'),
  }),
)

/** These run the command that follows them. */
export const wrappers: ReadonlySet<string> = words(
  'sudo time timeout nohup busybox xargs exec command nice env watch doas setsid chroot strace eval powershell pwsh',
)

/** Their argument may be a bare name of a host. */
export const networked: ReadonlySet<string> = words(
  'curl wget ping nslookup dig host nc ncat netcat telnet ssh scp ftp sftp tftp socat traceroute tracert nmap mail',
)

/** Their argument may be anything in quotes: a script, or a text to write. */
export const quoting: ReadonlySet<string> = words(
  'echo printf perl python python2 python3 php ruby lua node bash sh zsh eval awk gawk sed grep cmd powershell curl wget su ssh tr cut find date xargs',
)

/** Their argument may be an assignment. */
export const assigning: ReadonlySet<string> = words('export env setx dd')

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/))
}
