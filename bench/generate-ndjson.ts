// A count and a seed → as many events of a busy chat as NDJSON in a file: handshakes, logins, frames, messages, ends.
// node bench/generate-ndjson.ts FILE [EVENTS] [SEED]

import { createRandom } from './random.ts'
import { writeLines } from './write-lines.ts'

const startMs = Date.UTC(2026, 10, 22, 4, 0, 0)

interface Client {
  readonly ip: string
  readonly user: string
  readonly connection: string
  /** Source, connection, URL and session: what every event of the connection carries. */
  readonly shared: string
  events: number
}

/** Writes the events one after another; a client logs in, talks, and makes room for another. */
export function* ndjsonEvents(count: number, seed: number): Generator<string> {
  const random = createRandom(seed)
  const clients = Array.from({ length: 500 }, (_, number) => createClient(number, random))
  let ms = startMs
  let made = clients.length
  for (let index = 0; index < count; index++) {
    ms += random() < 0.5 ? 1 : 0
    const slot = Math.floor(random() * clients.length)
    const client = clients[slot]!
    const time = new Date(ms).toISOString()
    if (client.events === 0) yield handshake(client, time, random)
    else if (client.events === 1) yield login(client, time, random)
    else if (random() < 0.02) {
      yield connectionEnd(client, time)
      clients[slot] = createClient(made++, random)
    } else yield random() < 0.5 ? frame(client, time, random) : message(client, time, random)
    client.events++
  }
}

function createClient(number: number, random: () => number): Client {
  const ip = `198.${18 + (number % 2)}.${Math.floor(random() * 256)}.${Math.floor(random() * 256)}`
  const connection = `1:${number.toString(36).padStart(8, '0')}`
  const source = `"source":{"ip":"${ip}","port":${1024 + (number % 60_000)}},"destination":{"ip":"192.0.2.80","port":443}`
  const shared = `${source},"url":{"domain":"chat.example.com","path":"/ws"},"session":{"id":"${(number * 7919).toString(36)}"}`
  return { ip, user: `user${number % 5000}`, connection, shared, events: 0 }
}

const start = (time: string, category: string, client: Client): string =>
  `{"@timestamp":"${time}","event":{"category":["network","${category}"]},${client.shared}`

const handshake = (client: Client, time: string, random: () => number): string =>
  `${start(time, 'handshake', client)},"http":{"request":{"method":"GET","origin":"https://${random() < 0.01 ? 'evil.example.net' : 'chat.example.com'}","cookie":{"present":true}},"response":{"status_code":101}},"websocket":{"connection":{"id":"${client.connection}"},"version":"13"}}`

const login = (client: Client, time: string, random: () => number): string =>
  `{"@timestamp":"${time}","event":{"category":["authentication","auth"],"outcome":"${random() < 0.1 ? 'failure' : 'success'}"},${client.shared},"user":{"name":"${client.user}"},"websocket":{"connection":{"id":"${client.connection}"}}}`

const frame = (client: Client, time: string, random: () => number): string =>
  `${start(time, 'frame', client)},"websocket":{"connection":{"id":"${client.connection}"},"direction":"${random() < 0.4 ? 'client' : 'server'}","opcode":1,"fin":true,"masked":true,"payload":{"bytes":${Math.floor(random() * 400)}},"frame":{"sequence":${client.events}}}}`

function message(client: Client, time: string, random: () => number): string {
  const said = random() < 0.001 ? "1' OR 1=1--" : sentences[Math.floor(random() * sentences.length)]!
  const text = JSON.stringify(JSON.stringify({ op: 'say', room: Math.floor(random() * 50), text: said }))
  return `${start(time, 'message', client)},"user":{"name":"${client.user}"},"websocket":{"connection":{"id":"${client.connection}"},"direction":"client","message":{"type":"text","bytes":${text.length},"fragments":1},"payload":{"text":${text}}}}`
}

const connectionEnd = (client: Client, time: string): string =>
  `${start(time, 'connection', client)},"websocket":{"connection":{"id":"${client.connection}"},"client":{"messages":${client.events},"bytes":${client.events * 80}},"close":{"code":1000,"by":"client"}}}`

const sentences = [
  'good morning, all',
  'has anyone seen the numbers of yesterday?',
  'on my way, five minutes',
  "it's in the shared folder, select it from there",
  'the order of the talks has changed',
]

export const writeNdjson = (path: string, count: number, seed: number): void =>
  writeLines(path, ndjsonEvents(count, seed))

if (import.meta.main) {
  const [path, count = '1000000', seed = '1'] = process.argv.slice(2)
  if (path === undefined) {
    console.error('usage: node bench/generate-ndjson.ts FILE [EVENTS] [SEED]')
    process.exitCode = 2
  } else writeNdjson(path, Number(count), Number(seed))
}
