// A real nginx before the chat server: its configuration is written to a folder, its access log is part of the example.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { site } from './network.ts'

/** Starts nginx on port 80 of the site before `port`; resolves when it accepts connections. */
export async function startProxy(folder: string, port: number, accessLog: string): Promise<ChildProcess> {
  const path = join(folder, 'nginx.conf')
  writeFileSync(path, configuration(folder, port, accessLog))
  const nginx = spawn('nginx', ['-p', folder, '-c', path], { stdio: ['ignore', 'ignore', 'inherit'] })
  await untilListening(nginx)
  return nginx
}

/** Lets nginx finish its connections and write their log lines. */
export async function stopProxy(nginx: ChildProcess): Promise<void> {
  nginx.kill('SIGQUIT')
  await once(nginx, 'exit')
}

const configuration = (folder: string, port: number, accessLog: string): string => `
daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log stderr warn;
events {}
http {
  access_log ${accessLog} combined;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  map $http_upgrade $connection_upgrade { default upgrade; '' close; }
  server {
    listen ${site.address}:80;
    listen [${site.address6}]:80;
    server_name ${site.host};
    location / {
      proxy_pass http://127.0.0.1:${port};
      proxy_http_version 1.1;
      proxy_set_header Host $host;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_set_header X-Forwarded-For $remote_addr;
    }
  }
}
`

async function untilListening(nginx: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (nginx.exitCode !== null) throw new Error('nginx ended before it listened.')
    if (await accepts()) return
    await pause(50)
  }
  throw new Error('nginx does not listen.')
}

const accepts = (): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(80, site.address6)
    socket.once('connect', () => resolve(!!socket.destroy()))
    socket.once('error', () => resolve(false))
  })
