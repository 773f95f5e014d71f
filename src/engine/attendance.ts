// Rules, and how far time has come → those that must be looked at as it goes on: those that an event came to, and those in
// which time alone may change something. The others catch up before the next event comes to them. Sequences in which nothing
// has begun doze: events that fit their later steps do not come to them, and are counted for all that have the same.
import type { Detect } from '../compiler/plan.ts'
import type { Batch } from '../event/batch.ts'
import { beginning, comparePosition, end, later, type Position } from '../event/position.ts'
import { type Following, type FollowingSteps, Followings } from './following.ts'
import { positionIn } from './held-rows.ts'
import { RowList } from './row-list.ts'
import type { Turn } from './rule-parts.ts'
import type { RuleState } from './rule-state.ts'

export interface Attending {
  readonly state: RuleState
  readonly categories: number
  readonly detect: Detect
  /** Null for a rule over the incidents of others: it is looked at whenever they are done. */
  readonly tide: Tide | null
  /** Null where it is asked of every event that it may want. */
  readonly following: Following | null
  /** Those of its later steps; null where there is none. */
  readonly later: FollowingSteps | null
  /** Its place among all. */
  readonly number: number
  isDozing: boolean
  /** Of its later steps, as it began to doze. */
  askedBefore: number
  passedBefore: number
  /** Nothing can come any more before what the batch at hand holds, and nothing waits. */
  isUpToDate: boolean
  /** Rows of that batch that it is to take; none where they are offered one by one. */
  readonly selected: RowList
  /** Nothing has begun in it, so that events that only go on with something change nothing. */
  isAsleep: boolean
  /** Events that passed its filter and changed nothing, and are not counted yet. */
  passed: number
  /** The same of all that it was asked about. */
  asked: number
  /** The release before which events came to it last. */
  offered: number
  /** The last release that it took part in. */
  released: number
}

/** How far time has come for rules over the same categories. */
interface Tide {
  readonly categories: number
  at: Position
  /** It may fall, where a source speaks again that fell behind. */
  highest: Position
  /** With the batch that is being evaluated all comes that can come up to its end. */
  isClear: boolean
  readonly dozing: Set<Attending>
}

/** So many that nothing happens in catch up with each release, so that what they hold on to is let go some time. */
const catchingUp = 16

export class Attendance {
  readonly all: readonly Attending[]
  readonly #watermarkOf: (categories: number) => Position
  readonly #tides = new Map<number, Tide>()
  readonly #waiting = new Set<Attending>()
  #offered: Attending[] = []
  #releases = 0
  #next = 0
  /** Of the batch that is being evaluated. */
  #from: Position = beginning

  /** `isShared`: some of each rule's state lies elsewhere. */
  constructor(states: readonly RuleState[], watermarkOf: (categories: number) => Position, isShared: boolean) {
    this.#watermarkOf = watermarkOf
    const followings = new Followings()
    this.all = states.map((state, number) => {
      const { categories, detect } = state
      const tide = state.rule.chain ? null : this.#tideOf(categories)
      const following = tide === null || isShared ? null : followings.of(detect)
      return {
        state,
        categories,
        detect,
        tide,
        following,
        ...{ later: following?.steps ?? null, number, isDozing: false, askedBefore: 0, passedBefore: 0 },
        isUpToDate: false,
        selected: new RowList(),
        isAsleep: false,
        passed: 0,
        asked: 0,
        offered: -1,
        released: 0,
      }
    })
    for (const { later, number } of this.all) later?.awake.push(number)
  }

  /** A batch is about to be offered, and how far its source has come is known. */
  begin(batch: Batch, isOrdered: boolean): void {
    if (batch.length === 0) return
    this.#from = positionIn(batch, 0)
    const to = positionIn(batch, batch.length - 1)
    for (const tide of this.#tides.values()) {
      tide.isClear = isOrdered && comparePosition(this.#watermarkOf(tide.categories), to) >= 0
      // What is late, or has to wait, is looked at by everybody.
      if (tide.isClear && comparePosition(this.#from, tide.highest) > 0) continue
      for (const one of tide.dozing) this.#rouse(one)
    }
  }

  /** A row that may fit later steps counts for those that doze: to be called once it came to those that it wakes. */
  pass(later: FollowingSteps, batch: Batch, row: number): void {
    try {
      later.pass(batch, row)
    } catch {
      // What fails is offered, and counted there.
      for (const one of this.all) if (one.later === later && one.isDozing) this.#offerTo(one, row)
    }
  }

  #offerTo(one: Attending, row: number): void {
    this.expect(one)
    one.selected.push(row)
  }

  /** Before an event is offered to it: it judges what is late by where time stands. */
  expect(one: Attending): void {
    if (one.offered === this.#releases || one.tide === null) return
    if (one.isDozing) this.#rouse(one)
    one.offered = this.#releases
    this.#offered.push(one)
    this.#catchUp(one)
    one.isUpToDate = one.tide.isClear && one.state.isIdle
    one.isAsleep = one.isUpToDate && one.following !== null && one.state.isAsleep(this.#from)
  }

  /** Whether an event changes nothing in a rule that is asleep: it begins nothing. It is counted as if it had been offered. */
  #passesBy(one: Attending, batch: Batch, row: number): boolean {
    const { beginsIn, steps } = one.following!
    if ((batch.categories[row]! & beginsIn) !== 0) return false
    try {
      if (steps.fits(batch, row)) one.passed++
      one.asked++
      return true
    } catch {
      // What fails is offered, and counted there.
      return false
    }
  }

  /** What was selected of the batch is taken. */
  take(batch: Batch, turn: Turn): void {
    for (const one of this.#offered) {
      if (one.selected.size === 0) continue
      one.state.takeRows(batch, one.selected, this.#asleepFor(one, batch), turn)
      one.selected.clear()
    }
  }

  /** How many of the rows that were selected come before the first that begins something. */
  #asleepFor(one: Attending, batch: Batch): number {
    const { numbers, size } = one.selected
    let passed = 0
    while (one.isAsleep && passed < size && this.#passesBy(one, batch, numbers[passed]!)) passed++
    return passed
  }

  /** Time has come further, or events have come. */
  release(touch: (row: number) => void): void {
    this.#releases++
    for (const tide of this.#tides.values()) this.#raise(tide)
    for (const one of this.#waiting) if (one.offered !== this.#releases - 1) this.#release(one, touch)
    for (const one of this.#offered) this.#release(one, touch)
    this.#offered = []
    for (let n = Math.min(catchingUp, this.all.length); n > 0; n--)
      this.#catchUp(this.all[this.#next++ % this.all.length]!)
  }

  /** All stand where time stands. */
  catchUp(): void {
    for (const one of this.all) {
      this.#catchUp(one)
      if (one.isDozing) this.#count(one)
    }
  }

  /** Before anything comes, of states that go on where others stood. */
  goOn(): void {
    for (const one of this.all) if (one.tide && one.state.waits()) this.#waiting.add(one)
  }

  #tideOf(categories: number): Tide {
    const known = this.#tides.get(categories)
    if (known) return known
    const tide = { categories, at: beginning, highest: beginning, isClear: false, dozing: new Set<Attending>() }
    this.#tides.set(categories, tide)
    return tide
  }

  /** Rows that fit its later steps come to it from now on. */
  #rouse(one: Attending): void {
    this.#count(one)
    one.isDozing = false
    one.tide!.dozing.delete(one)
    one.later!.awake.push(one.number)
  }

  #doze(one: Attending): void {
    const { later, tide } = one
    if (later === null || one.isDozing || !tide!.isClear || !one.state.isAsleep(end)) return
    one.isDozing = true
    one.askedBefore = later.asked
    one.passedBefore = later.passed
    tide!.dozing.add(one)
    later.awake.splice(later.awake.indexOf(one.number), 1)
  }

  /** What it would have been asked about since it dozes. */
  #count(one: Attending): void {
    const { asked, passed } = one.later!
    one.state.counters.asked += asked - one.askedBefore
    one.state.counters.events += passed - one.passedBefore
    one.askedBefore = asked
    one.passedBefore = passed
  }

  #raise(tide: Tide): void {
    tide.at = this.#watermarkOf(tide.categories)
    tide.highest = later(tide.highest, tide.at)
  }

  #release(one: Attending, touch: (row: number) => void): void {
    one.released = this.#releases
    one.state.counters.events += one.passed
    one.state.counters.asked += one.asked
    one.passed = one.asked = 0
    one.state.release(one.tide!.at, touch)
    if (one.state.waits()) this.#waiting.add(one)
    else this.#waiting.delete(one)
    this.#doze(one)
  }

  /** Nothing waits in it that time could bring about, so that it is the same to it in how many steps time came so far. */
  #catchUp(one: Attending): void {
    if (one.released === this.#releases || one.tide === null) return
    one.released = this.#releases
    one.state.release(one.tide.highest, untouched)
  }
}

const untouched = (): void => {}
