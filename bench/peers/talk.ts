// What happens in one connection, as steps that follow each other: ordinary ones here, those on the rules' edges in edges.ts.
import type { Action, PeerEvent } from './peer-event.ts'

export type Random = () => number

export interface Step {
  /** Whole milliseconds since the step before. */
  readonly afterMs: number
  readonly action: Action
  readonly fields: Partial<PeerEvent>
}

export type Script = Generator<Step, void, undefined>

export const step = (afterMs: number, action: Action, fields: Partial<PeerEvent> = {}): Step => ({
  afterMs: Math.round(afterMs),
  action,
  fields,
})

export const failure = (afterMs: number, user: string): Step =>
  step(afterMs, 'ws.auth_failure', { 'user.name': user, 'event.outcome': 'failure' } as Partial<PeerEvent>)

export const success = (afterMs: number, user: string): Step =>
  step(afterMs, 'ws.auth_success', { 'user.name': user, 'event.outcome': 'success' } as Partial<PeerEvent>)

export interface Frame {
  readonly direction: 'inbound' | 'outbound'
  readonly bytes: number
  readonly payload: string
}

export const frame = (afterMs: number, { direction, bytes, payload }: Frame): Step =>
  step(afterMs, 'ws.frame', {
    'network.direction': direction,
    'ws.opcode': 1,
    'ws.fin': true,
    'ws.masked': direction === 'inbound',
    'ws.payload_length': bytes,
    'ws.payload': payload,
  } as Partial<PeerEvent>)

export const below = (random: Random, bound: number): number => Math.floor(random() * bound)

export const oneOf = <Value>(random: Random, values: readonly Value[]): Value => values[below(random, values.length)]!

/** With the given mean, as pauses between things that do not know of each other are. */
export const pause = (random: Random, meanMs: number): number => -Math.log(1 - random()) * meanMs

const usualFrames = 46
const usualLifeMs = 60_000

/** Logs in, mostly; talks; ends. One in ten never logs in, or too late. */
export function* ordinary(random: Random, user: string): Script {
  yield opening(random)
  const isLate = random() < 0.1
  if (!isLate) yield* login(random, user)
  const frames = 1 + Math.round(pause(random, usualFrames))
  const pauseMs = usualLifeMs / usualFrames
  for (let n = 0; n < frames; n++) yield chatter(random, pause(random, pauseMs))
  if (isLate && random() < 0.3) yield success(pause(random, 30_000), user)
  if (random() < 0.97) yield step(pause(random, pauseMs), 'ws.close', { 'ws.close_code': 1000 } as Partial<PeerEvent>)
}

export const opening = (random: Random): Step =>
  step(0, 'ws.open', {
    'http.request.origin': oneOf(random, origins),
    'url.path': oneOf(random, paths),
    'http.response.status_code': 101,
    'user_agent.original': oneOf(random, agents),
  } as Partial<PeerEvent>)

function* login(random: Random, user: string): Script {
  const failures = random() < 0.08 ? 1 + below(random, 2) : 0
  for (let n = 0; n < failures; n++) yield failure(500 + pause(random, 2500), user)
  yield success(20 + pause(random, 800), user)
}

function chatter(random: Random, afterMs: number): Step {
  const isServer = random() < 0.6
  const payload = isServer ? said(random) : asked(random)
  const bytes = Math.round(Math.exp(5.5 + 2.4 * (random() + random() - 1)))
  return frame(afterMs, { direction: isServer ? 'outbound' : 'inbound', bytes, payload })
}

const said = (random: Random): string =>
  JSON.stringify({
    op: 'chat',
    room: below(random, 500),
    body: Array.from({ length: 4 + below(random, 14) }, () => oneOf(random, words)).join(' '),
  })

/** Now and then a tautology, and what looks like one. */
function asked(random: Random): string {
  const chance = random()
  if (chance >= 0.005) return said(random)
  const tail = oneOf(random, chance < 0.002 ? tautologies : nearly)
  return JSON.stringify({ op: 'search', q: oneOf(random, words) + tail, page: below(random, 9) })
}

export const tautologies = ["' or 1=1 --", "' OR 1=1#", "admin' oR 1=1;--", "' Or 1=1 UNION SELECT name FROM users --"]
export const nearly = ["' or 2=1 --", 'or 1=1', "'  or 1=1", "' or 1 =1", '" or 1=1', "'or 1=1", "' nor 1=1"]
const words =
  'hello order price update thanks meeting status invoice select where union naïve café 東京 привет shipping window'.split(
    ' ',
  )
const origins = [
  'https://app.example.com',
  'https://admin.example.com',
  'https://shop.example.net',
  'http://localhost:3000',
]
const paths = ['/ws', '/ws/v1/stream', '/chat', '/graphql', '/socket.io/?EIO=4&transport=websocket']
const agents = ['Mozilla/5.0 (X11; Linux x86_64) Firefox/133.0', 'python-websockets/13.1', 'okhttp/4.12.0']
