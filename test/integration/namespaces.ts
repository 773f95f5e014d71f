// Network namespaces that a test makes: one with a server, one for each of its clients, a pair of virtual cables to each.
import { type ChildProcess, execFileSync, type SpawnOptions, spawn, spawnSync } from 'node:child_process'
import { findProgram } from '../../scripts/test/find-program.ts'

/** What stands in the way of namespaces, captures and blocks here; on CI nothing may. */
export function missingForNamespaces(programs: readonly string[]): string | null {
  const missing = whatIsMissing(programs)
  if (missing !== null && process.env['CI']) throw new Error(missing)
  return missing
}

function whatIsMissing(programs: readonly string[]): string | null {
  const absent = ['ip', ...programs].filter((name) => findProgram(name) === null)
  if (absent.length > 0) return `There is no ${absent.join(', no ')} on this machine.`
  if (process.getuid?.() !== 0) return 'Network namespaces are made by root alone.'
  const name = `tripline-try-${process.pid}`
  if (spawnSync('ip', ['netns', 'add', name]).status !== 0) return 'This machine lets nobody make network namespaces.'
  spawnSync('ip', ['netns', 'delete', name])
  return null
}

export interface Client {
  readonly namespace: string
  readonly ipv4: string
  readonly ipv6: string
  /** Where the server is, as seen from here. */
  readonly server: { readonly ipv4: string; readonly ipv6: string }
  /** The server's end of the cable. */
  readonly interface: string
}

export interface Net {
  /** Where the server, and who watches it, live. */
  readonly server: string
  readonly clients: readonly Client[]
  /** Removes the namespaces, and with them all that was set up there. */
  remove(): void
}

/** What a killed run has started goes on until it has something to say to it. */
function endAllIn(namespace: string): void {
  const pids = execFileSync('ip', ['netns', 'pids', namespace], { encoding: 'utf8' })
  for (const pid of pids.split('\n').filter(Boolean)) spawnSync('kill', ['-KILL', pid])
}

let made = 0

export function makeNet(clients: number): Net {
  const name = `tl${process.pid}-${++made}`
  const server = `${name}-s`
  ip('netns', 'add', server)
  inside(server, 'ip', 'link', 'set', 'lo', 'up')
  const all = Array.from({ length: clients }, (_, index) => connect(name, server, index + 1))
  return {
    server,
    clients: all,
    remove() {
      for (const namespace of [server, ...all.map((client) => client.namespace)]) {
        endAllIn(namespace)
        ip('netns', 'delete', namespace)
      }
    },
  }
}

/** TEST-NET-2 and the documentation's IPv6, a small network for each cable. */
function connect(name: string, server: string, number: number): Client {
  const namespace = `${name}-c${number}`
  const [here, there] = [`s${number}`, 'c0']
  const [ipv4, serverIpv4] = [`198.51.100.${number * 4 + 2}`, `198.51.100.${number * 4 + 1}`]
  const [ipv6, serverIpv6] = [`2001:db8:${number}::2`, `2001:db8:${number}::1`]
  ip('netns', 'add', namespace)
  ip('link', 'add', here, 'netns', server, 'type', 'veth', 'peer', 'name', there, 'netns', namespace)
  const up = (where: string, link: string, four: string, six: string): void => {
    inside(where, 'ip', 'address', 'add', `${four}/30`, 'dev', link)
    inside(where, 'ip', 'address', 'add', `${six}/64`, 'dev', link, 'nodad')
    inside(where, 'ip', 'link', 'set', link, 'up')
  }
  up(server, here, serverIpv4, serverIpv6)
  up(namespace, there, ipv4, ipv6)
  inside(namespace, 'ip', 'link', 'set', 'lo', 'up')
  return { namespace, ipv4, ipv6, server: { ipv4: serverIpv4, ipv6: serverIpv6 }, interface: here }
}

const ip = (...words: readonly string[]): void => void execFileSync('ip', words, { stdio: ['ignore', 'pipe', 'pipe'] })

/** Runs a program in a namespace to its end and returns what it wrote. */
export const inside = (namespace: string, command: string, ...words: readonly string[]): string =>
  execFileSync('ip', ['netns', 'exec', namespace, command, ...words], { encoding: 'utf8' })

/** Starts a program in a namespace. `ip` becomes the program: a signal to the child reaches it. */
export const spawnInside = (namespace: string, words: readonly string[], options: SpawnOptions): ChildProcess =>
  spawn('ip', ['netns', 'exec', namespace, ...words], options)
