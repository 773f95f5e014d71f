// Events as their fields → what a review says of the endpoints that they show.
import { auditFields } from '../../src/audit/fields.ts'
import { Observer } from '../../src/audit/observer.ts'
import { type QuestionId, type Review, review } from '../../src/audit/review.ts'
import { Batch } from '../../src/event/batch.ts'
import { type Category, categoryBit } from '../../src/event/category.ts'
import { createLayout } from '../../src/event/layout.ts'
import type { Value } from '../../src/event/value.ts'

export type Seen = readonly [category: Category, fields: Readonly<Record<string, Value>>]

const layout = createLayout(auditFields)
const nowhere = { id: () => '', document: () => ({}) }

/** One event a second, in batches of so many. Where nothing else is said they are of one connection, seen by the sensor. */
export function reviewsOf(events: readonly Seen[], size = 1000): readonly Review[] {
  const observer = new Observer(layout)
  for (let first = 0; first < events.length; first += size) {
    const batch = new Batch(layout)
    for (const [i, [category, fields]] of events.slice(first, first + size).entries()) {
      const row = batch.add(categoryBit(category), (first + i + 1) * 1e6, 0, first + i, nowhere)
      for (const [name, value] of Object.entries({ ...usual, ...fields })) batch.set(row, layout.slot(name), value)
    }
    observer.observe(batch)
  }
  return observer.finish().map((endpoint) => review(endpoint))
}

const usual: Readonly<Record<string, Value>> = {
  'event.dataset': 'sensor',
  'websocket.connection.id': 'c1',
  'client.ip': '203.0.113.9',
  'url.domain': 'chat.example.com',
  'url.path': '/chat',
}

/** What is said of the one endpoint: the verdict and the reason. */
export function answerOf(question: QuestionId, events: readonly Seen[]): string {
  const [only] = reviewsOf(events)
  const found = only!.answers.find((answer) => answer.question === question)!
  return `${found.verdict}: ${found.reason}`
}

const handshake = (fields: Readonly<Record<string, Value>> = {}): Seen => [
  'handshake',
  { 'event.outcome': 'success', ...fields },
]

export const say = {
  handshake,
  byCookie: (fields: Readonly<Record<string, Value>> = {}): Seen =>
    handshake({ 'session.from': 'cookie', 'session.id': 's1', ...fields }),
  client: (text: string, fields: Readonly<Record<string, Value>> = {}): Seen => [
    'message',
    {
      'websocket.direction': 'client',
      'websocket.payload.text': text,
      'websocket.message.bytes': text.length,
      ...fields,
    },
  ],
  server: (fields: Readonly<Record<string, Value>> = {}): Seen => [
    'message',
    { 'websocket.direction': 'server', 'websocket.payload.text': 'ok', ...fields },
  ],
  close: (code: number): Seen => ['close', { 'websocket.direction': 'server', 'websocket.close.code': code }],
  login: ['auth', { 'event.outcome': 'success', 'user.name': 'alice' }] as Seen,
  end: (fields: Readonly<Record<string, Value>> = {}): Seen => ['connection', fields],
}
