// A seed → turns of events, each turn an hour after the one before. What is told of one address is spread over several
// turns, so that no process sees all of it; and half of what is told lacks one event to an incident, so that an event that
// counted twice would raise one.

export type Line = Readonly<Record<string, unknown>>

type Told = Readonly<Record<string, unknown>>

const startMs = Date.UTC(2026, 0, 1)
/** Far more than any outage of the drill lasts: time that runs on while everything is silent overtakes no turn. */
const turnMs = 3_600_000
/** What is told of one address lies within so many turns. */
const longest = 10
const singles = 6

export class Story {
  readonly #random: () => number
  /** What is still to be told, by turn. */
  readonly #ahead = new Map<number, Told[]>()
  #turn = 0
  #addresses = 0
  #single = 0

  constructor(random: () => number) {
    this.#random = random
  }

  /** `more`: something new begins, not only what began before goes on. */
  next(more: boolean): readonly Line[] {
    const turn = this.#turn++
    if (more) for (const told of tales) this.#spread(turn, told(this.#address(), this.#random))
    const lines = this.#ahead.get(turn) ?? []
    this.#ahead.delete(turn)
    const all = more ? [...lines, ...Array.from({ length: singles }, () => single(this.#address()))] : lines
    return all.map((told, i) => ({ ...told, ...named(`turn-${turn}-${i}`, i), '@timestamp': timeOf(turn) + i * 10 }))
  }

  get isOver(): boolean {
    return this.#ahead.size === 0
  }

  /** Far behind everything: event time passes all that waits. */
  closing(): readonly Line[] {
    this.#turn += 24 * 60
    return [{ ...named(`closing-${this.#turn}`, 0), 'event.category': ['other'], '@timestamp': timeOf(this.#turn) }]
  }

  /** Each an incident by itself, older than all turns: they may come in any order, and hold nobody up. */
  singles(count: number): readonly Line[] {
    return Array.from({ length: count }, () => {
      const n = this.#single++
      return { ...single(this.#address()), ...named(`single-${n}`, n), '@timestamp': startMs - turnMs + (n % turnMs) }
    })
  }

  /** In their order, over as many turns as fall to it. */
  #spread(turn: number, told: readonly Told[]): void {
    const span = Math.floor(this.#random() * longest)
    const turns = told.map(() => turn + Math.floor(this.#random() * (span + 1))).sort((a, b) => a - b)
    for (const [i, at] of turns.entries()) this.#ahead.set(at, [...(this.#ahead.get(at) ?? []), told[i]!])
  }

  #address(): string {
    const n = this.#addresses++
    return `2001:db8::${(n >>> 16).toString(16)}:${(n & 0xffff).toString(16)}`
  }
}

const timeOf = (turn: number): number => startMs + turn * turnMs

/** Its own id and place: the same event, whichever way it comes. */
const named = (id: string, sequence: number): Told => ({ 'event.id': id, 'event.sequence': sequence })

const failure = (address: string, n: number): Told => auth(address, 'failure', n)
const auth = (address: string, outcome: string, n: number): Told => ({
  'event.category': ['authentication', 'auth'],
  'event.outcome': outcome,
  'source.ip': address,
  'user.name': `user${n % 3}`,
  'websocket.connection.id': `${address}-${n}`,
})

const handshake = (address: string, path: string): Told => ({
  'event.category': ['network', 'handshake'],
  'source.ip': address,
  'websocket.connection.id': `${address}-0`,
  'url.path': path,
})

const message = (address: string, text: string): Told => ({
  'event.category': ['network', 'message'],
  'source.ip': address,
  'websocket.direction': 'client',
  'websocket.payload.text': text,
})

const single = (address: string): Told => message(address, 'single')

const times = (count: number, make: (n: number) => Told): readonly Told[] =>
  Array.from({ length: count }, (_, n) => make(n))

type Tale = (address: string, random: () => number) => readonly Told[]

const guessing =
  (count: number): Tale =>
  (address) =>
    times(count, (n) => failure(address, n))

const guessed =
  (failures: number): Tale =>
  (address) => [...times(failures, (n) => failure(address, n)), auth(address, 'success', 0)]

/** The last of each pair lacks one event. */
const tales: readonly Tale[] = [
  guessing(5),
  guessing(4),
  guessed(3),
  guessed(2),
  (address) => [handshake(address, '/chat')],
  (address) => [handshake(address, '/chat'), auth(address, 'success', 0)],
  (address) => times(4, () => handshake(address, '/many')),
  (address) => times(3, () => handshake(address, '/many')),
  (address, random) => times(2 + Math.floor(random() * 10), () => message(address, 'repeated')),
]
