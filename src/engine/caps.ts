// What a rule has let go at its bounds → a match of a rule of the engine's own that says so: at the event at which a bound
// was reached, and of each bound no more than once in an hour of event time. The same however events are batched.
import type { Rule } from '../compiler/plan.ts'
import type { Counters } from './bounds.ts'
import type { HeldEvent } from './held.ts'
import { keyOfAll } from './key.ts'
import type { Match } from './match.ts'
import { stepEvidence } from './step-evidence.ts'

/** The rule of those incidents. Nobody wrote it, so none is listed under that name. */
export const capRuleId = 'tripline_state_cap_reached'

const quietUs = 3_600_000_000

/** What is counted where a bound is reached, and what the incident calls it. */
// biome-ignore format: table
const caps: readonly { readonly bound: string; readonly of: (counters: Counters) => number }[] = [
  { bound: 'keys',     of: ({ evictedKeys, evictedForMemory }) => evictedKeys - evictedForMemory },
  { bound: 'events',   of: ({ evictedEvents }) => evictedEvents },
  { bound: 'new keys', of: ({ refused }) => refused },
  { bound: 'waiting',  of: ({ hurried }) => hurried },
  { bound: 'memory',   of: ({ evictedForMemory }) => evictedForMemory },
]

/** For each bound, up to when nothing more is said of it, null where nothing was; and how much was let go when it was told last. */
export type SavedCaps = readonly (readonly [quietUntilUs: number | null, seen: number])[]

export class Caps {
  readonly #rule: Rule
  readonly #counters: Counters
  readonly #found: Match[]
  /** All that was let go, and of each bound, as it was told. */
  #all = 0
  #seen = caps.map(() => 0)
  #quietUntilUs: (number | null)[] = caps.map(() => null)
  #told: Rule | null = null

  constructor(rule: Rule, counters: Counters, found: Match[]) {
    this.#rule = rule
    this.#counters = counters
    this.#found = found
  }

  /** Whether anything was let go since `tell`. Asked after every event. */
  hasNews(): boolean {
    return allOf(this.#counters) !== this.#all
  }

  /** It was let go for that event. Whether that was said. */
  tell(event: HeldEvent): boolean {
    const said = this.#found.length
    this.#all = allOf(this.#counters)
    for (const [i, { bound, of }] of caps.entries()) {
      const letGo = of(this.#counters)
      if (letGo === this.#seen[i]) continue
      this.#seen[i] = letGo
      const quiet = this.#quietUntilUs[i]
      if (quiet != null && event.us < quiet) continue
      this.#quietUntilUs[i] = event.us + quietUs
      this.#found.push(this.#matchOf(event, bound, letGo))
    }
    return this.#found.length > said
  }

  save(): SavedCaps {
    return this.#quietUntilUs.map((quiet, i) => [quiet, this.#seen[i]!])
  }

  /** What was let go as time went on is told at the next event, which may come after. */
  load(saved: SavedCaps): void {
    this.#quietUntilUs = saved.map(([quiet]) => quiet)
    this.#seen = saved.map(([, seen]) => seen)
    this.#all = this.#seen.reduce((all, seen) => all + seen, 0)
  }

  #matchOf(event: HeldEvent, bound: string, letGo: number): Match {
    const { us, nanos, sequence, id } = event
    const rule = this.#rule.metadata.id
    this.#told ??= capRuleOf(this.#rule)
    return {
      rule: this.#told,
      ...{ us, nanos, sequence, start: { us, nanos }, completedBy: id },
      key: keyOfAll([rule, bound]),
      keys: {},
      values: { rule, bound, let_go: letGo },
      steps: [stepEvidence('1', 1, [event])],
    }
  }
}

const allOf = ({ evictedKeys, evictedEvents, refused, hurried }: Counters): number =>
  evictedKeys + evictedEvents + refused + hurried

/** It shows no more of an event than the rule that came to its bounds. */
const capRuleOf = ({ evidence }: Rule): Rule => ({
  metadata: {
    id: capRuleId,
    title: 'A rule came to the bounds of its state',
    version: '1',
    ruleset: 'tripline',
    path: '',
    level: 'low',
    risk: 21,
    status: 'stable',
    about: 'A rule held as much as it may and let something go, so that it may miss matches.',
    advice:
      'Look whether somebody floods the rule with keys; else narrow its filter or its window, or raise its bounds.',
    author: '',
    falsePositives: ['More users, addresses or connections than the bounds allow for'],
    attack: [],
    cwe: [],
    wstg: [],
    references: [],
  },
  detect: { kind: 'event', categories: 0, test: () => false },
  message: [
    'Rule ',
    { name: 'rule' },
    ' came to its bound on ',
    { name: 'bound' },
    ': ',
    { name: 'let_go' },
    ' let go so far',
  ],
  suppress: null,
  respond: [],
  evidence,
  tests: [],
})
