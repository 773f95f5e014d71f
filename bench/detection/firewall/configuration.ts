// Paranoia level, port and folder → the files that nginx needs to be a firewall: ModSecurity with the OWASP Core Rule Set as Debian ships both.

/** Where Debian's packages put what is needed; the firewall is there where all of these are. */
export const installed = {
  nginx: '/usr/sbin/nginx',
  module: '/usr/lib/nginx/modules/ngx_http_modsecurity_module.so',
  recommended: '/etc/nginx/modsecurity.conf',
  characters: '/etc/nginx/unicode.mapping',
  setup: '/etc/modsecurity/crs/crs-setup.conf',
  initialization: '/usr/share/modsecurity-crs/rules/REQUEST-901-INITIALIZATION.conf',
} as const

export interface Place {
  readonly folder: string
  readonly port: number
}

/** One process, which answers 204 to whatever is not blocked. */
export const serverConfiguration = ({ folder, port }: Place): string => `
daemon off; master_process off; pid ${folder}/nginx.pid; error_log stderr crit;
load_module ${installed.module};
events {}
http {
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder};`).join(' ')}
  access_log off; keepalive_requests 1000000; client_body_buffer_size 1m;
  server {
    listen 127.0.0.1:${port};
    modsecurity on;
    modsecurity_rules_file ${folder}/rules.conf;
    location / { try_files /nowhere =204; }
  }
}
`

/** The recommended settings but for what is written to disk, blocking, and all rules that ship at a paranoia level. */
export const firewallRules = (recommended: string, level: number): string => `
${recommended
  .replace(/^Sec(?:Audit|Status|Tmp|Data).*$/gm, '')
  .replace(/^(SecUnicodeMapFile) \S+/m, `$1 ${installed.characters}`)
  .replace(/^SecRuleEngine .*$/m, 'SecRuleEngine On')}
SecAuditEngine Off
Include ${installed.setup}
SecAction "id:900000,phase:1,nolog,pass,t:none,setvar:tx.paranoia_level=${level}"
Include ${installed.initialization.replace(/[^/]+$/, '*.conf')}
`
