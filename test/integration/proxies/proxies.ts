// nginx, HAProxy and Apache as they are configured by who pastes what our guides recommend: each before a server, writing a log.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../process.ts'

export interface RealProxy {
  /** The connector's name. */
  readonly name: string
  readonly command: string
  /** Writes its configuration into the folder; returns the words to start it with. What it prints goes to `log`. */
  configure(place: Place): readonly string[]
}

export interface Place {
  readonly folder: string
  /** Where its log is to be. */
  readonly log: string
  readonly port: number
  /** Of the server behind it. */
  readonly behind: number
}

/** The first piece of code of that language in a connector's guide. */
function recommended(connector: string, language: string): string {
  const guide = readFileSync(join(root, 'connectors', connector, 'README.md'), 'utf8')
  const found = new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(guide)
  if (found === null) throw new Error(`The guide of ${connector} recommends nothing.`)
  return found[1]!
}

const nginx: RealProxy = {
  name: 'nginx',
  command: 'nginx',
  configure({ folder, log, port, behind }) {
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder};`)
    const logging = recommended('nginx', 'nginx').replace(/access_log \S+/, `access_log ${log}`)
    const path = join(folder, 'nginx.conf')
    writeFileSync(
      path,
      `daemon off; master_process off; pid ${folder}/nginx.pid; error_log stderr;
events {}
http {
  ${temporary.join(' ')}
  ${logging}
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://127.0.0.1:${behind};
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection upgrade;
    }
  }
}
`,
    )
    return ['-p', folder, '-c', path]
  },
}

const haproxy: RealProxy = {
  name: 'haproxy',
  command: 'haproxy',
  configure({ folder, port, behind }) {
    const path = join(folder, 'haproxy.cfg')
    writeFileSync(
      path,
      `global
  log stdout format raw local0
defaults
  mode http
  timeout client 5s
  timeout server 5s
  timeout connect 5s
  timeout tunnel 1h
  option dontlognull
frontend front
  bind 127.0.0.1:${port}
  log global
${recommended('haproxy', 'haproxy')}
  default_backend back
backend back
  server ws1 127.0.0.1:${behind}
`,
    )
    return ['-db', '-f', path]
  },
}

const modules = ['mpm_event', 'authz_core', 'proxy', 'proxy_http', 'proxy_wstunnel']

const apache: RealProxy = {
  name: 'apache',
  command: 'apache2',
  configure({ folder, log, port, behind }) {
    const path = join(folder, 'apache.conf')
    mkdirSync(join(folder, 'logs'), { recursive: true })
    const logging = recommended('apache', 'apache').replace(/^CustomLog .*$/m, `CustomLog ${log} websocket`)
    writeFileSync(
      path,
      `ServerRoot ${folder}
ServerName 127.0.0.1
Listen 127.0.0.1:${port}
PidFile ${folder}/apache.pid
DefaultRuntimeDir ${folder}
Mutex file:${folder}
ErrorLog ${folder}/error.log
${modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
ProxyPreserveHost On
ProxyPass / http://127.0.0.1:${behind}/ upgrade=websocket
${logging}
`,
    )
    return ['-DFOREGROUND', '-f', path]
  },
}

export const proxies: readonly RealProxy[] = [nginx, haproxy, apache]
