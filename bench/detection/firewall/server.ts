// A paranoia level → a firewall on this machine that is asked by HTTP, until it is stopped.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../../scripts/test/free-port.ts'
import { firewallRules, installed, serverConfiguration } from './configuration.ts'
import { alone, type Post } from './posts.ts'

export interface Firewall {
  blocks(post: Post): Promise<boolean>
  stop(): Promise<void>
}

const patienceMs = 30_000
const connections = 4

export const hasFirewall = (): boolean => Object.values(installed).every((path) => existsSync(path))

/** Its parts with their versions. */
export function firewallName(): string {
  const versionOf = (name: string) => execFileSync('dpkg-query', ['-W', '-f', '${source:Upstream-Version}', name])
  return `ModSecurity ${versionOf('libmodsecurity3')} with the OWASP Core Rule Set ${versionOf('modsecurity-crs')}`
}

export async function startFirewall(level: number): Promise<Firewall> {
  const folder = mkdtempSync(join(tmpdir(), 'tripline-firewall-'))
  const port = await freePort()
  const rules = firewallRules(readFileSync(installed.recommended, 'utf8'), level)
  writeFileSync(join(folder, 'rules.conf'), rules)
  writeFileSync(join(folder, 'nginx.conf'), serverConfiguration({ folder, port }))
  const words = ['-p', folder, '-c', join(folder, 'nginx.conf')]
  const child = spawn(installed.nginx, words, { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (bytes: Buffer) => {
    said += bytes.toString()
  })
  const firewall = firewallOf(child, { folder, port })
  try {
    await answering(firewall, child)
  } catch (error) {
    await firewall.stop()
    throw new Error(`${(error as Error).message}\n${said}`)
  }
  return firewall
}

function firewallOf(child: ChildProcess, { folder, port }: { folder: string; port: number }): Firewall {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const ended = once(child, 'exit')
  const remove = (): void => {
    child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
  const interrupted = (): void => process.exit(130)
  process.once('exit', remove).once('SIGINT', interrupted).once('SIGTERM', interrupted)
  return {
    async blocks(post) {
      const status = await send(post, port, agent)
      if (status === 403 || status === 204) return status === 403
      throw new Error(`The firewall answers ${status} to ${post.type}.`)
    },
    async stop() {
      agent.destroy()
      remove()
      await ended
      process.off('exit', remove).off('SIGINT', interrupted).off('SIGTERM', interrupted)
    },
  }
}

async function answering(firewall: Firewall, child: ChildProcess): Promise<void> {
  for (let waited = 0; waited < patienceMs && child.exitCode === null; waited += 100) {
    const isBlocked = await firewall.blocks(alone('hello')).catch(() => null)
    if (isBlocked === true) throw new Error('The firewall blocks whatever is sent.')
    if (isBlocked === false) return
    await sleep(100)
  }
  throw new Error('The firewall did not start.')
}

/** With the headers that a browser sends: without them the rules already suspect it. */
const send = ({ type, body }: Post, port: number, agent: Agent): Promise<number> =>
  new Promise((answered, failed) => {
    const headers = {
      Host: 'app.example.com',
      'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
      Accept: '*/*',
      'Content-Type': type,
      'Content-Length': Buffer.byteLength(body),
    }
    const sent = request({ host: '127.0.0.1', port, method: 'POST', path: '/messages', agent, headers }, (response) => {
      response.resume().once('end', () => answered(response.statusCode!))
    })
    sent.once('error', failed).end(body)
  })
