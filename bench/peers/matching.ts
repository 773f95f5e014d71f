// Batches of the peers' events → what Tripline's engine finds in them by the six rules.
import type { Ruleset } from '../../src/compiler/plan.ts'
import { Engine } from '../../src/engine/engine.ts'
import type { Match } from '../../src/engine/match.ts'
import type { Batch } from '../../src/event/batch.ts'
import { anyCategory } from '../../src/event/category.ts'
import type { Position } from '../../src/event/position.ts'
import type { Over } from './passes.ts'
import { ruleNumbers, Tally } from './tally.ts'

const source = 'bench'

export class Matching {
  readonly #engine: Engine
  readonly #found = new Tally()
  #events = 0

  constructor(ruleset: Ruleset, latenessUs: number) {
    this.#engine = new Engine(ruleset, [{ id: source, categories: anyCategory, latenessUs }])
  }

  take(batch: Batch, progress: Position): void {
    this.#events += batch.length
    this.#count(this.#engine.evaluate(source, batch, progress, () => {}))
  }

  /** Of a source whose events come in the order of their time. */
  takeInOrder(batch: Batch): void {
    const last = batch.length - 1
    if (last < 0) return
    this.take(batch, { us: batch.times[last]!, nanos: batch.nanos[last]!, sequence: batch.sequences[last]! })
  }

  /** The clock runs on until everything is decided. */
  end(): Over {
    this.#count(this.#engine.end('fire'))
    return { events: this.#events, found: this.#found }
  }

  #count(matches: readonly Match[]): void {
    for (const match of matches) this.#found.add(ruleNumbers[match.rule.metadata.id]!, sequenceOf(match))
  }
}

/** What an absence comes after is known by its document alone. */
const sequenceOf = ({ rule, sequence, steps }: Match): number =>
  rule.metadata.id === absence ? (steps[0]!.events[0]!['event.sequence'] as number) : sequence

const absence = 'never_logged_in'
