// A count and a seed → as many events of busy WebSockets with attacks on every edge of the six rules among them, the same
// each time: in memory, or as NDJSON in a file. node bench/peers/generate.ts FILE [EVENTS] [SEED]

import { Heap } from '../../src/engine/heap.ts'
import { createRandom } from '../random.ts'
import { writeLines } from '../write-lines.ts'
import { attacks } from './edges.ts'
import type { PeerEvent } from './peer-event.ts'
import { below, ordinary, pause, type Random, type Script, type Step } from './talk.ts'

export interface Traffic {
  readonly events: number
  readonly seed: number
  /** Connections that begin in a second of event time; each has about fifty events. */
  readonly connectionsPerSecond?: number
  /** One connection in so many is an attack. */
  readonly attackEvery?: number
}

const startMs = Date.UTC(2026, 0, 15, 8)

/** In the order of their time, and of their making where that is the same. */
export function* peerEvents({
  events,
  seed,
  connectionsPerSecond = 20,
  attackEvery = 25,
}: Traffic): Generator<PeerEvent> {
  const random = createRandom(seed)
  const open = new Heap<Open>((a, b) => a.atMs - b.atMs || a.turn - b.turn)
  let [begun, turn, nextMs] = [0, 0, startMs]
  for (let sequence = 1; sequence <= events; sequence++) {
    while (open.size === 0 || open.peek()!.atMs >= nextMs) {
      const connection = begin(random, begun++, attackEvery)
      open.push({ ...connection, atMs: nextMs, turn: turn++, next: connection.script.next().value! })
      nextMs += Math.round(pause(random, 1000 / connectionsPerSecond))
    }
    const said = open.pop()!
    yield eventOf(said, sequence)
    const { value } = said.script.next()
    if (value) open.push({ ...said, atMs: said.atMs + value.afterMs, turn: turn++, next: value })
  }
}

interface Connection {
  readonly id: string
  readonly ip: string
  readonly script: Script
}

interface Open extends Connection {
  readonly atMs: number
  /** Tells those of one time apart. */
  readonly turn: number
  readonly next: Step
}

/** Attackers have addresses of their own, lest others' logins move them off their edges; ordinary ones share theirs. */
function begin(random: Random, number: number, attackEvery: number): Connection {
  const id = `c-${number.toString(16).padStart(8, '0')}`
  if (number % attackEvery === attackEvery - 1) {
    const attack = attacks[Math.floor(number / attackEvery) % attacks.length]!
    return { id, ip: address(172, number), script: attack(random, `user${number.toString(36)}`) }
  }
  // Some are far busier than others.
  const place = Math.floor(below(random, 100) ** 2 * (1 + random() / 2))
  return { id, ip: address(10, place), script: ordinary(random, `user${(place * 3 + below(random, 3)).toString(36)}`) }
}

const address = (first: number, number: number): string =>
  `${first}.${16 + ((number >> 16) & 15)}.${(number >> 8) & 255}.${number & 255}`

const eventOf = ({ atMs, id, ip, next }: Open, sequence: number): PeerEvent => ({
  '@timestamp': atMs,
  'event.sequence': sequence,
  'event.action': next.action,
  'source.ip': ip,
  'ws.conn_id': id,
  ...next.fields,
})

export const writePeerEvents = (path: string, traffic: Traffic): void => writeLines(path, linesOf(peerEvents(traffic)))

function* linesOf(events: Iterable<unknown>): Generator<string> {
  for (const event of events) yield JSON.stringify(event)
}

if (import.meta.main) {
  const [path, events = '1000000', seed = '1'] = process.argv.slice(2)
  if (path === undefined) {
    console.error('usage: node bench/peers/generate.ts FILE [EVENTS] [SEED]')
    process.exitCode = 2
  } else writePeerEvents(path, { events: Number(events), seed: Number(seed) })
}
