// The times of one source's events, in its order → how far its time has come. One event from far ahead moves nobody.
import { beginning, exclusive, type Progress } from './position.ts'

export interface HeadwaySettings {
  /** How far behind the newest event one may still come, in microseconds. */
  readonly latenessUs: number
  /** Microseconds since the epoch, where the source tells of what happens now. */
  readonly nowUs?: () => number
  /** Where oddities are counted: a source that is read in several goes counts them all in one place. */
  readonly oddities?: Oddities
}

export interface SavedHeadway {
  readonly newestUs: number | null
  /** Left out where there are none. */
  readonly heldUs?: readonly number[]
}

/** What is odd about the times of a source's events: counted from the start of the process. */
export interface Oddities {
  /** Events that came later than the lateness of their source allows. */
  late: number
  /** Events from far ahead, whose time those after them did not follow. */
  ahead: number
  /** How often the clock of the source was set back. */
  setBack: number
  /** The last time that it was: to which time, and by how much. */
  lastSetBack: { readonly toUs: number; readonly byUs: number } | null
}

export const noOddities = (): Oddities => ({ late: 0, ahead: 0, setBack: 0, lastSetBack: null })

const minuteUs = 60_000_000
const dayUs = 24 * 60 * minuteUs

/** Farther ahead than this is a leap, which one event alone cannot make: of a source of that lateness. */
export const leapOf = (latenessUs: number): number => Math.max(10 * minuteUs, latenessUs)

/** So many more events than those against it make a leap, or say that a clock was set back. */
const enough = 16

/** Of the first events the earliest counts, so that it is not by the first alone when time begins. */
const enoughToBegin = 2

/** What nothing follows is believed up to here: as far ahead of the clock, or where there is none, of what came before. */
const believedPastNowUs = dayUs
const believedPastNewestUs = 366 * dayUs

export class Headway {
  readonly #latenessUs: number
  readonly #nowUs: (() => number) | null
  readonly #leapUs: number
  #newestUs = Number.NEGATIVE_INFINITY
  /** From beyond a leap, ascending: not believed yet. Never more than are enough. */
  #held: number[] = []
  /** Events of far behind, less the others since. */
  #behind = 0
  /** The first of them. */
  #fell: Oddities['lastSetBack'] = null
  #isSetBack = false
  readonly #oddities: Oddities
  #saved: SavedHeadway = { newestUs: null }

  constructor({ latenessUs, nowUs, oddities }: HeadwaySettings, saved: SavedHeadway | null = null) {
    this.#latenessUs = latenessUs
    this.#leapUs = leapOf(latenessUs)
    this.#nowUs = nowUs ?? null
    this.#oddities = oddities ?? noOddities()
    this.#newestUs = saved?.newestUs ?? Number.NEGATIVE_INFINITY
    this.#held = [...(saved?.heldUs ?? [])]
  }

  /** One after another, in the order of the source: how they are put into batches makes no difference. */
  see(times: ArrayLike<number>, count = times.length): void {
    for (let i = 0; i < count; i++) this.#see(times[i]!)
  }

  /** The newest time that is believed. */
  get newestUs(): number | null {
    return Number.isFinite(this.#newestUs) ? this.#newestUs : null
  }

  progress(): Progress {
    const aheadUs = this.#aheadUs()
    const reached = Number.isFinite(this.#newestUs) ? this.#at(this.#newestUs) : beginning
    return aheadUs === null ? reached : { ...reached, aheadUs: aheadUs - this.#latenessUs }
  }

  oddities(): Readonly<Oddities> {
    return { ...this.#oddities }
  }

  /** The same object while nothing has changed. */
  save(): SavedHeadway {
    const { newestUs, heldUs = [] } = this.#saved
    const isSame = newestUs === this.newestUs && String(heldUs) === String(this.#held)
    if (!isSame) this.#saved = { newestUs: this.newestUs, ...(this.#held.length > 0 && { heldUs: [...this.#held] }) }
    return this.#saved
  }

  #see(us: number): void {
    const aheadUs = us - this.#newestUs
    if (aheadUs < -this.#latenessUs) this.#oddities.late++
    if (aheadUs > this.#leapUs) this.#leap(us)
    else if (aheadUs < -this.#leapUs) this.#fallBehind(us, -aheadUs)
    else this.#goOn(us)
  }

  #goOn(us: number): void {
    if (us > this.#newestUs) this.#newestUs = us
    if (this.#held.length > 0) this.#doubt()
    if (this.#behind > 0) this.#isSetBack = --this.#behind > 0 && this.#isSetBack
  }

  #leap(us: number): void {
    if (this.#isNow(us)) this.#believe(us)
    else this.#hold(us)
  }

  /** What a live source says to happen now needs no others. */
  #isNow(us: number): boolean {
    return this.#nowUs !== null && Math.abs(us - this.#nowUs()) <= this.#leapUs
  }

  #hold(us: number): void {
    const place = this.#held.findIndex((held) => held > us)
    this.#held.splice(place < 0 ? this.#held.length : place, 0, us)
    const needed = this.newestUs === null ? enoughToBegin : enough
    if (this.#held.length >= needed) this.#believe(this.#held[0]!)
  }

  /** With it all that is no leap from there. */
  #believe(us: number): void {
    this.#newestUs = us
    let known = 0
    for (const held of this.#held) {
      if (held - this.#newestUs > this.#leapUs) break
      this.#newestUs = Math.max(this.#newestUs, held)
      known++
    }
    this.#held.splice(0, known)
  }

  /** An event at the time that was believed so far speaks against the one that is farthest ahead. */
  #doubt(): void {
    this.#held.pop()
    this.#oddities.ahead++
  }

  #fallBehind(toUs: number, byUs: number): void {
    if (this.#behind === 0) this.#fell = { toUs, byUs }
    this.#behind = Math.min(enough, this.#behind + 1)
    if (this.#behind < enough || this.#isSetBack) return
    this.#isSetBack = true
    this.#oddities.setBack++
    this.#oddities.lastSetBack = this.#fell
  }

  /** How far it will have come if nothing more comes. */
  #aheadUs(): number | null {
    const first = this.#held[0]
    if (first === undefined) return null
    const limit = this.#nowUs ? this.#nowUs() + believedPastNowUs : (this.newestUs ?? first) + believedPastNewestUs
    return this.#held.findLast((us) => us <= limit) ?? null
  }

  #at(us: number): Progress {
    return { us: us - this.#latenessUs, nanos: 0, sequence: exclusive }
  }
}
