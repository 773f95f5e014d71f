// A WebSocket server and clients, each a process in a namespace of its own, told what to do line by line.
import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { spawnInside } from './namespaces.ts'
import { root } from './process.ts'

/** Answers what it hears with `echo:` before it; IPv4 and IPv6. */
const server = `
import { WebSocketServer } from 'ws'
const server = new WebSocketServer({ host: '::', port: 8080 }, () => console.log('listening'))
server.on('connection', (socket) => {
  socket.on('error', () => {})
  socket.on('message', (text) => socket.send('echo:' + text))
})
`

/** Each line of standard input goes out as a message; each that comes in is a line of standard output. */
const client = `
import { createInterface } from 'node:readline'
import { WebSocket } from 'ws'
const socket = new WebSocket(process.argv[1])
socket.on('open', () => console.log('open'))
socket.on('message', (text) => console.log(String(text)))
socket.on('close', () => console.log('closed'))
socket.on('error', ({ message }) => console.log('error ' + message))
createInterface({ input: process.stdin }).on('line', (line) => socket.send(line))
`

export interface Peer {
  readonly child: ChildProcess
  /** All that it has said so far. */
  readonly said: readonly string[]
  send(line: string): void
}

export const startServer = (namespace: string): Peer => start(namespace, server)

export const startClient = (namespace: string, url: string): Peer => start(namespace, client, url)

function start(namespace: string, code: string, ...words: readonly string[]): Peer {
  const program = [process.execPath, '--input-type=module', '--eval', code, ...words]
  const child = spawnInside(namespace, program, { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] })
  const said: string[] = []
  createInterface({ input: child.stdout! }).on('line', (line) => said.push(line))
  return { child, said, send: (line) => void child.stdin!.write(`${line}\n`) }
}
