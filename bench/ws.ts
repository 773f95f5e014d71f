// An echo server with tripline/ws and one without, loaded in turns: messages per second, and what one costs the processor.
import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { median, type Row } from './table.ts'
import { startTripline } from './ws/tripline.ts'

/** Turns are short, and a figure is of many of them, so that whatever else the machine does falls on both. */
const turnMs = 200
const turnsInRound = 10
const rounds = 11
const warmUpRounds = 2
const connections = 64
const payloadBytes = 200

/** What the watcher is told, by its name in the table. A server is loaded half of a second, so half is what it may send. */
const ways: Readonly<Record<string, object>> = {
  'as it comes: 1,000 messages/s': { messagesPerSecond: 1000 / 2 },
  'one in ten connections': { messagesPerSecond: 1000 / 2, sample: 0.1 },
  'no messages': { sample: 0 },
  'every message': { messagesPerSecond: 1e6 },
}

/** Both of the same time. */
interface Pair {
  readonly bare: Read
  readonly watched: Read
}

export async function wsBench(): Promise<readonly Row[]> {
  const tripline = await startTripline()
  const sink = fork(join(import.meta.dirname, 'ws/receiver.ts'))
  try {
    // On two cores what Tripline does takes from what the servers have; elsewhere it has its own.
    const receivers = {
      'thrown away': (await next<{ readonly url: string }>(sink)).url,
      'read by Tripline': tripline.url,
    }
    const rows = [await compare('neither is watched: what chance makes', null)]
    for (const [way, options] of Object.entries(ways))
      for (const [receiver, url] of Object.entries(receivers))
        rows.push(await compare(`${way}, ${receiver}`, { ...options, url }))
    return rows
  } finally {
    sink.kill('SIGKILL')
    tripline.stop()
  }
}

async function compare(name: string, options: object | null): Promise<Row> {
  const servers = [null, options].map((one) => fork(join(import.meta.dirname, 'ws/server.ts'), [JSON.stringify(one)]))
  const ports = await Promise.all(servers.map((server) => next<{ readonly port: number }>(server)))
  const words = [connections, payloadBytes, ...ports.map(({ port }) => port)].map(String)
  const client = fork(join(import.meta.dirname, 'ws/client.ts'), words)
  try {
    await next(client)
    const pairs: Pair[] = []
    for (let n = 0; n < warmUpRounds + rounds; n++) pairs.push(await round(client, servers))
    return row(name, pairs.slice(warmUpRounds))
  } finally {
    for (const child of [client, ...servers]) child.kill('SIGKILL')
  }
}

/** What one turn has left to be sent is sent in the next, and counted where it belongs. */
async function round(client: ChildProcess, servers: readonly ChildProcess[]): Promise<Pair> {
  await Promise.all(servers.map(read))
  for (let n = 0; n < turnsInRound; n++) {
    client.send(n % servers.length)
    await sleep(turnMs)
  }
  const [bare, watched] = await Promise.all(servers.map(read))
  return { bare: bare!, watched: watched! }
}

function row(name: string, pairs: readonly Pair[]): Row {
  const of = (figure: (pair: Pair) => number): number => median(pairs.map(figure))
  const loadedSeconds = (turnMs * turnsInRound) / 2 / 1000
  const { stats } = pairs.at(-1)!.watched
  return {
    'echo server with tripline/ws': name,
    'messages/s': of(({ watched }) => watched.messages / loadedSeconds),
    without: of(({ bare }) => bare.messages / loadedSeconds),
    ratio: of(({ bare, watched }) => watched.messages / bare.messages),
    'CPU µs/message': of(({ watched }) => cpuOf(watched)),
    'more µs': of(({ bare, watched }) => cpuOf(watched) - cpuOf(bare)),
    'events sent': stats?.sent ?? 0,
    'left out': (stats?.dropped ?? 0) + (stats?.skipped ?? 0),
  }
}

const cpuOf = ({ cpuUs, messages }: Read): number => cpuUs / messages

/** Of a server, since it was asked before. */
interface Read {
  readonly messages: number
  readonly cpuUs: number
  readonly stats: { readonly sent: number; readonly dropped: number; readonly skipped: number } | null
}

function read(server: ChildProcess): Promise<Read> {
  const answer = next<Read>(server)
  server.send('read')
  return answer
}

const next = <T>(child: ChildProcess): Promise<T> =>
  new Promise((told) => child.once('message', (what) => told(what as T)))
