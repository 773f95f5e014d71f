// Seeded events for a drill: guesses at passwords, handshakes with and without a login after them, notices that repeat.
// Event time runs faster than the wall, so that a pause of a killed process never makes an event late.

import { createRandom } from '../../bench/random.ts'

export type Line = Readonly<Record<string, unknown>>

export interface Traffic {
  /** Lines of one batch, in order of time. */
  readonly batches: readonly (readonly Line[])[]
}

const startMs = Date.UTC(2026, 0, 1)
/** Event time that one batch covers. */
export const batchMs = 20_000
const linesPerBatch = 60

/** `name` tells this traffic's connections and addresses from another's. */
export function makeTraffic(name: string, batches: number, seed: number): Traffic {
  const random = createRandom(seed)
  const made = Array.from({ length: batches }, (_, n) => makeBatch(name, n, random))
  return { batches: [...made, [closing(batches)]] }
}

function makeBatch(name: string, n: number, random: () => number): Line[] {
  const times = Array.from({ length: linesPerBatch }, () => Math.floor(random() * batchMs)).sort((a, b) => a - b)
  return times.map((offset, i) => ({
    '@timestamp': startMs + n * batchMs + offset,
    ...makeLine(name, `${n}-${i}`, random),
  }))
}

function makeLine(name: string, id: string, random: () => number): Line {
  const address = `203.0.113.${Math.floor(random() * 40)}`
  const kind = random()
  if (kind < 0.5)
    return {
      'event.category': ['authentication', 'auth'],
      'event.outcome': kind < 0.4 ? 'failure' : 'success',
      'source.ip': address,
      'user.name': `user${Math.floor(random() * 9)}`,
    }
  if (kind < 0.8)
    return {
      'event.category': ['network', 'handshake'],
      'source.ip': address,
      'websocket.connection.id': `${name}-${id}`,
      'url.path': '/chat',
    }
  return {
    'event.category': ['network', 'message'],
    'source.ip': address,
    'websocket.direction': 'client',
    'websocket.payload.text': `notice ${Math.floor(random() * 30)}`,
  }
}

/** Far behind everything: event time passes all that waits. */
const closing = (batches: number): Line => ({
  '@timestamp': startMs + batches * batchMs + 3_600_000,
  'event.category': ['network', 'handshake', 'auth', 'message'],
  'source.ip': '192.0.2.1',
})

/** One rule of each kind, with suppression and without, by its id. */
export const rules: Readonly<Record<string, string>> = {
  drill_guessing_by_address: `rule drill_guessing_by_address {
  title "Guessing"
  level high
  detect
    auth where event.outcome == "failure"
    | stats n = count(), users = count_distinct(user.name) by source.ip over 60s
    | where n >= 5 and users >= 3
  incident "{n} failures from {source.ip}"
}`,
  drill_guessing_then_success: `rule drill_guessing_then_success {
  title "Guessed"
  level critical
  detect
    sequence by source.ip with maxspan=30s
      [auth where event.outcome == "failure"] with runs=3
      [auth where event.outcome == "success"]
  incident "success from {source.ip}"
}`,
  drill_no_login_in_time: `rule drill_no_login_in_time {
  title "No login"
  level low
  detect
    sequence by source.ip with maxspan=40s
      [handshake where websocket.connection.id != null]
      ![auth where event.outcome == "success"]
  incident "no login from {source.ip}"
}`,
  drill_notice_that_repeats: `rule drill_notice_that_repeats {
  title "Notice"
  level low
  detect message where websocket.payload.text : "notice 7"
  incident "{websocket.payload.text}"
  suppress 5m by source.ip
}`,
  drill_handshakes_a_minute: `rule drill_handshakes_a_minute {
  title "Handshakes"
  level medium
  detect handshake | stats n = count() by source.ip over tumbling 60s | where n >= 4
  incident "{n} handshakes from {source.ip}"
}`,
}
