// A layout and a count → events of an application, of which one in a thousand is what one of five thousand rules asks for.
import { Batch } from '../../src/event/batch.ts'
import { type Category, categoryBit } from '../../src/event/category.ts'
import type { Layout } from '../../src/event/layout.ts'
import type { Value } from '../../src/event/value.ts'
import { createRandom } from '../random.ts'

type Random = () => number

interface Made {
  readonly category: Category
  readonly fields: Readonly<Record<string, Value>>
}

const mostRules = 5000
const rowsInBatch = 1000

/** Events a millisecond apart, in batches, their values strings of their own as a reader makes them. */
export function applicationTraffic(layout: Layout, events: number, seed: number): readonly Batch[] {
  const random = createRandom(seed)
  const batches: Batch[] = []
  for (let n = 0; n < events; n++) {
    if (n % rowsInBatch === 0) batches.push(new Batch(layout, rowsInBatch))
    add(batches.at(-1)!, made(random), n, random)
  }
  return batches
}

function add(batch: Batch, { category, fields }: Made, n: number, random: Random): void {
  const connection = below(random, 2000)
  const all = { ...fields, 'source.ip': `198.51.100.${connection % 250}`, 'websocket.connection.id': `c${connection}` }
  const document = { 'event.category': category, ...all }
  const row = batch.add(categoryBit(category), n * 1000, 0, n, { id: () => `e${n}`, document: () => document })
  for (const [name, value] of Object.entries(all)) batch.set(row, batch.layout.slot(name), value)
}

function made(random: Random): Made {
  const chance = random()
  if (chance < 0.6) return message(random)
  if (chance < 0.85) return request(random)
  if (chance < 0.95) return handshake(random)
  return auth(random)
}

const below = (random: Random, bound: number): number => Math.floor(random() * bound)

/** Mostly something that no rule asks for. */
const asked = (random: Random, suspicious: (n: number) => string, usual: () => string): string =>
  random() < 0.001 ? suspicious(below(random, mostRules)) : usual()

const message = (random: Random): Made => {
  const said = (): string =>
    `{"op":"say","room":${below(random, 500)},"text":"${sentences[below(random, sentences.length)]}"}`
  const text = asked(random, (n) => `{"q":"x'; DROP TABLE t${n}; --","token${n}":"token${n}=0123456789abcdef"}`, said)
  return {
    category: 'message',
    fields: {
      'websocket.payload.text': text,
      'websocket.message.bytes': text.length,
      'websocket.subprotocol': 'chat',
      'user.name': `user${below(random, 5000)}`,
    },
  }
}

const request = (random: Random): Made => ({
  category: 'request',
  fields: {
    'url.path': asked(
      random,
      (n) => `/admin${n}/users`,
      () => `/static/${below(random, 20_000).toString(36)}/app.js`,
    ),
    'http.response.status_code': random() < 0.02 ? 500 : 200,
  },
})

const handshake = (random: Random): Made => ({
  category: 'handshake',
  fields: {
    'url.path': asked(
      random,
      (n) => `/ws/${n}`,
      () => '/chat',
    ),
    'http.request.origin': asked(
      random,
      (n) => `https://a${n}.example.net`,
      () => 'https://chat.example.com',
    ),
    'user_agent.original': `Mozilla/5.0 (X11; Linux x86_64) Firefox/${100 + below(random, 40)}.0`,
    'session.id': below(random, 100_000).toString(36),
  },
})

const auth = (random: Random): Made => ({
  category: 'auth',
  fields: {
    'user.name': asked(
      random,
      (n) => `service${n}`,
      () => `user${below(random, 5000)}`,
    ),
    'event.outcome': random() < 0.1 ? 'failure' : 'success',
  },
})

const sentences = [
  'good morning, all',
  'has anyone seen the numbers of yesterday?',
  'on my way, five minutes',
  'it is in the shared folder, select it from there',
  'the order of the talks has changed',
]
