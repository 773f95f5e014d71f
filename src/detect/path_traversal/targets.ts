// A path below some root → whether it is a file that systems keep for themselves.

/** What follows the steps up: `etc/passwd`, `windows\win.ini`, in any case, with any ending that cuts a suffix off. */
export const isSensitive = (path: string): boolean => targets.test(path.slice(0, 128).replaceAll('\\', '/'))

const targets = new RegExp(
  `(?:^|/)(?:${[
    'etc/(?:passwd|shadow|group|hosts|hostname|issue|motd|crontab|fstab|sudoers|ssh/|apache2?/|httpd/|nginx/|mysql/|my\\.cnf|php)',
    'proc/(?:self|\\d+|version|cmdline|mounts|net)(?:/|$|\\b)',
    '(?:windows|winnt)/(?:win\\.ini|system\\.ini|system32/|repair/|php\\.ini|my\\.ini)',
    'boot\\.ini|win\\.ini|system32/(?:config|drivers|cmd)',
    'var/(?:log|run/secrets|mail)/',
    'root/\\.|\\.ssh/|\\.aws/credentials|\\.git/(?:config|head)|\\.env$|\\.ht(?:passwd|access)|\\.bash_history',
    'web-inf/|meta-inf/|web\\.config|global\\.asa|wp-config\\.php|config\\.inc|inetpub/',
  ].join('|')})`,
  'i',
)
