// The clients that people use → each started, told to talk to a server, and what is known of how it writes frames.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { chromium } from 'playwright-core'
import { WebSocket as Ws } from 'ws'
import { findPython } from '../application/python.ts'
import { clientPing, clientSays, type Script, script, serverSays, subprotocols, type Way } from './plan.ts'
import { say } from './server.ts'

export interface RealClient {
  readonly name: string
  /** Null where it can be had. */
  missing(): string | null
  start(server: string): Promise<Talker>
  /** Whether it compresses a message, of whose first frame the length is given, where compression was agreed on. */
  compresses(way: Way, firstBytes: number): boolean
  /** Frames that it makes of what is to be sent in several; null: as many as it likes, also of the rest. */
  frames(pieces: number): number | null
  readonly pings: boolean
}

export interface Talker {
  /** Says what is planned, and resolves when the connection is closed. */
  talk(url: string, way: Way): Promise<void>
  stop(): Promise<void> | void
}

const ws: RealClient = {
  name: 'ws',
  missing: () => null,
  start: async () => ({ talk: talkByWs, stop: () => {} }),
  // By default it leaves short messages as they are where each is compressed by itself.
  compresses: ({ name }, firstBytes) => name !== 'fresh' || firstBytes >= 1024,
  frames: (pieces) => pieces,
  pings: true,
}

function talkByWs(url: string, way: Way): Promise<void> {
  const socket = new Ws(url, subprotocols, {
    origin: 'https://app.example.com',
    headers: { 'user-agent': 'ws client' },
  })
  let heard = 0
  socket.on('open', () => {
    socket.ping(clientPing)
    for (const said of clientSays) say(socket, said)
  })
  socket.on('message', () => {
    if (++heard === serverSays.length && way.closes === 'client') socket.close(way.code, way.reason)
  })
  return new Promise((closed, failed) => {
    socket.on('close', () => closed())
    socket.on('error', failed)
  })
}

type Talking = { readonly url: string; readonly way: Pick<Way, 'closes' | 'code' | 'reason'>; readonly script: Script }

/** By the interface of browsers. It refers to nothing around it: a browser gets its text. */
const talkAsBrowser = ({ url, way, script: { says, hears, subprotocols: offered } }: Talking): Promise<void> => {
  const socket = new WebSocket(url, offered as string[])
  let heard = 0
  socket.onopen = () => {
    for (const { text, base64 } of says as readonly { text?: string; base64?: string }[])
      socket.send(text ?? Uint8Array.from(atob(base64!), (letter) => letter.charCodeAt(0)))
  }
  socket.onmessage = () => {
    if (++heard === hears && way.closes === 'client') socket.close(way.code, way.reason)
  }
  return new Promise((closed, failed) => {
    socket.onclose = () => closed()
    socket.onerror = () => failed(new Error(`${url} failed`))
  })
}

const undici: RealClient = {
  name: 'undici',
  missing: () => null,
  start: async () => ({ talk: (url, way) => talkAsBrowser({ url, way, script }), stop: () => {} }),
  compresses: () => false,
  frames: () => 1,
  pings: false,
}

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)

const browser: RealClient = {
  name: 'chromium',
  missing: () => (executablePath === undefined ? 'There is no chromium.' : null),
  async start(server) {
    const started = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'], timeout: 120_000 })
    const page = await started.newPage()
    // So that it has an origin.
    await page.goto(server)
    const given = await page.evaluateHandle((whole) => whole, script)
    return {
      talk: (url, { closes, code, reason }) =>
        page.evaluate(talkAsBrowser, { url, way: { closes, code, reason }, script: given }),
      stop: () => started.close(),
    }
  },
  compresses: () => true,
  frames: () => null,
  pings: false,
}

const python = findPython()

const websockets: RealClient = {
  name: 'python',
  missing: () => (python === null ? 'There is no Python with websockets.' : null),
  async start() {
    const child = spawn(python!, [join(import.meta.dirname, 'client.py')], { stdio: ['pipe', 'pipe', 'inherit'] })
    child.stdin.write(`${JSON.stringify(script)}\n`)
    const closed = linesOf(child)
    return {
      talk(url, way) {
        child.stdin.write(`${JSON.stringify({ url, way })}\n`)
        return closed(url)
      },
      stop: () => void child.kill('SIGKILL'),
    }
  },
  compresses: () => true,
  // It cannot know which piece is the last one, and ends the message with an empty frame.
  frames: (pieces) => (pieces === 1 ? 1 : pieces + 1),
  pings: true,
}

/** Resolves when the child says a line; rejects where it ends before. */
function linesOf(child: ChildProcess): (line: string) => Promise<void> {
  const said = new Set<string>()
  const waiting = new Map<string, () => void>()
  createInterface({ input: child.stdout! }).on('line', (line) => {
    said.add(line)
    waiting.get(line)?.()
  })
  const ended = new Promise<never>((_, failed) => child.on('exit', () => failed(new Error('Python has ended.'))))
  ended.catch(() => {})
  return (line) =>
    Promise.race([new Promise<void>((done) => (said.has(line) ? done() : waiting.set(line, done))), ended])
}

export const clients: readonly RealClient[] = [ws, undici, browser, websockets]
