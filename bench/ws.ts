// An echo server with tripline/ws and one without, loaded in turns: messages per second, and what one costs the processor.
import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { median, type Row } from './table.ts'
import { startTripline } from './ws/tripline.ts'

/** Turns are short and many, so that whatever else the machine does falls on both. */
const turns = 15
const warmUpTurns = 3
const turnMs = 1000
/** Long enough that what a turn has left to be sent is sent, and counted with it. */
const restMs = 350
const connections = 64
const payloadBytes = 200

/** What the watcher is told, by its name in the table. */
const ways: Readonly<Record<string, object>> = {
  'as it comes: 1,000 messages/s': {},
  'one in ten connections': { sample: 0.1 },
  'no messages': { sample: 0 },
  'every message': { messagesPerSecond: 1e6 },
}

interface Turn {
  readonly rate: number
  readonly cpuUs: number
}

export async function wsBench(): Promise<readonly Row[]> {
  const tripline = await startTripline()
  try {
    const rows: Row[] = []
    for (const [name, options] of Object.entries(ways))
      rows.push(await compare(name, { ...options, url: tripline.url }))
    return rows
  } finally {
    tripline.stop()
  }
}

async function compare(name: string, options: object): Promise<Row> {
  const servers = [null, options].map((one) => fork(join(import.meta.dirname, 'ws/server.ts'), [JSON.stringify(one)]))
  const [bare, watched] = servers as [ChildProcess, ChildProcess]
  const ports = await Promise.all(servers.map((server) => next<{ readonly port: number }>(server)))
  const words = [connections, payloadBytes, ...ports.map(({ port }) => port)].map(String)
  const client = fork(join(import.meta.dirname, 'ws/client.ts'), words)
  try {
    await next(client)
    const pairs: (readonly [Turn, Turn])[] = []
    for (let n = 0; n < warmUpTurns + turns; n++) {
      const first = await turn(client, n % 2, servers[n % 2]!)
      const second = await turn(client, 1 - (n % 2), servers[1 - (n % 2)]!)
      pairs.push(n % 2 === 0 ? [first, second] : [second, first])
    }
    return row(name, pairs.slice(warmUpTurns), await read(watched))
  } finally {
    for (const child of [client, bare, watched]) child.kill('SIGKILL')
  }
}

async function turn(client: ChildProcess, index: number, server: ChildProcess): Promise<Turn> {
  await read(server)
  client.send(index)
  await sleep(turnMs)
  client.send(-1)
  await sleep(restMs)
  const { messages, cpuUs } = await read(server)
  return { rate: messages / (turnMs / 1000), cpuUs: cpuUs / messages }
}

function row(name: string, pairs: readonly (readonly [bare: Turn, watched: Turn])[], { stats }: Read): Row {
  const of = (figure: (pair: readonly [Turn, Turn]) => number): number => median(pairs.map(figure))
  return {
    'echo server with tripline/ws': name,
    'messages/s': of(([, watched]) => watched.rate),
    without: of(([bare]) => bare.rate),
    ratio: of(([bare, watched]) => watched.rate / bare.rate),
    'CPU µs/message': of(([, watched]) => watched.cpuUs),
    'more µs': of(([bare, watched]) => watched.cpuUs - bare.cpuUs),
    'events sent': stats?.sent ?? 0,
    dropped: stats?.dropped ?? 0,
  }
}

/** Of a server, since it was asked before. */
interface Read {
  readonly messages: number
  readonly cpuUs: number
  readonly stats: { readonly sent: number; readonly dropped: number } | null
}

function read(server: ChildProcess): Promise<Read> {
  const answer = next<Read>(server)
  server.send('read')
  return answer
}

const next = <T>(child: ChildProcess): Promise<T> =>
  new Promise((told) => child.once('message', (what) => told(what as T)))
