// Frames with their features, in the order of their source → what is usual for each class of connections, and how unusual each frame is.
import { Profile, type SavedProfile } from './profile.ts'
import { scoreOf } from './score.ts'
import { type SavedShares, Shares } from './shares.ts'

export interface BaselineSettings {
  /** How long a class learns before it speaks, in event time. */
  readonly warmUpUs: number
  /** How many frames it has to have learned from by then. */
  readonly leastFrames: number
  /** After so long what was learned counts half. */
  readonly halfLifeUs: number
  /** Classes that are remembered at once. */
  readonly classes: number
  /** Frames that score more are not learned from. */
  readonly mostLearned: number
}

const minute = 60e6

const defaultSettings: BaselineSettings = {
  warmUpUs: 10 * minute,
  leastFrames: 100,
  halfLifeUs: 7 * 24 * 60 * minute,
  classes: 256,
  mostLearned: 0.9,
}

/** What is learned of one class. */
export interface ClassState {
  readonly profile: Profile
  readonly shares: Shares
  /** When its first frame came. */
  readonly sinceUs: number
  lastUs: number
  /** The time that weights are counted from. */
  originUs: number
  frames: number
  learned: number
  /** Not learned from, since they were too unusual. */
  unusual: number
}

export interface SavedClass {
  readonly name: string
  readonly sinceUs: number
  readonly lastUs: number
  readonly originUs: number
  readonly frames: number
  readonly learned: number
  readonly unusual: number
  readonly shares: SavedShares
  readonly profile: SavedProfile
}

export interface SavedBaseline {
  readonly version: 1
  readonly classes: readonly SavedClass[]
  /** Classes that were given up because there were too many. */
  readonly evicted: number
  /** Which baseline it began with; null for none. */
  readonly begunWith: string | null
}

export interface Seen {
  readonly name: string
  readonly us: number
  /** Who is behind it: no one may teach a class alone. */
  readonly who: string
}

export class Baseline {
  readonly settings: BaselineSettings
  /** Those seen last come last. */
  readonly #classes = new Map<string, ClassState>()
  /** The one that was seen last: it stands last. */
  #newest: string | null = null
  evicted = 0
  begunWith: string | null = null

  constructor(settings: Partial<BaselineSettings> = {}) {
    this.settings = { ...defaultSettings, ...settings }
  }

  classes(): ReadonlyMap<string, ClassState> {
    return this.#classes
  }

  /** The class that an event is of, which counts as seen. */
  classOf({ name, us }: Seen): ClassState {
    let state = this.#classes.get(name)
    if (state === undefined) {
      if (this.#classes.size >= this.settings.classes) this.#evict()
      state = newClass(us)
      this.#classes.set(name, state)
    } else if (name !== this.#newest) {
      this.#classes.delete(name)
      this.#classes.set(name, state)
    }
    this.#newest = name
    state.lastUs = Math.max(state.lastUs, us)
    return state
  }

  /** Whether it has learned for long enough to speak. */
  isWarm({ sinceUs, lastUs, learned }: ClassState): boolean {
    return lastUs - sinceUs >= this.settings.warmUpUs && learned >= this.settings.leastFrames
  }

  /** How unusual a frame is, told before it is learned from; null while the class learns. `degrees`: of each feature. */
  frame(
    state: ClassState,
    { us, who }: Seen,
    values: readonly (number | null)[],
    degrees: Float64Array,
  ): number | null {
    state.frames++
    let score: number | null = null
    if (this.isWarm(state)) {
      state.profile.degrees(values, degrees)
      score = scoreOf(degrees)
    }
    if (score !== null && score > this.settings.mostLearned) state.unusual++
    else if (state.shares.takes(who, us)) {
      state.learned++
      state.profile.learn(values, this.#weight(state, us))
    }
    return score
  }

  /** A value of a field that is no feature. */
  field(state: ClassState, us: number, field: string, value: number): void {
    state.profile.learnField(field, value, this.#weight(state, us))
  }

  save(): SavedBaseline {
    const classes = [...this.#classes].map(([name, { profile, shares, ...rest }]) => ({
      name,
      ...rest,
      shares: shares.save(),
      profile: profile.save(),
    }))
    return { version: 1, classes, evicted: this.evicted, begunWith: this.begunWith }
  }

  load({ classes, evicted, begunWith }: SavedBaseline): void {
    this.#classes.clear()
    this.#newest = null
    this.begunWith = begunWith
    this.evicted = evicted
    for (const { name, shares, profile, ...rest } of classes) {
      const state = { ...newClass(rest.sinceUs), ...rest }
      state.shares.load(shares)
      state.profile.load(profile)
      this.#classes.set(name, state)
    }
  }

  /** What is newer weighs more, instead of what is older less: nothing has to be gone through with time. */
  #weight(state: ClassState, us: number): number {
    const weight = 2 ** (Math.max(0, us - state.originUs) / this.settings.halfLifeUs)
    if (weight < heaviest) return weight
    state.profile.lighten(weight)
    state.originUs = us
    return 1
  }

  /** The class seen longest ago of those that never spoke; where all do, of all. A stranger's paths push out strangers' paths. */
  #evict(): void {
    let oldest: string | null = null
    for (const [name, state] of this.#classes) {
      oldest ??= name
      if (!this.isWarm(state)) {
        oldest = name
        break
      }
    }
    if (oldest !== null) this.#classes.delete(oldest)
    if (oldest === this.#newest) this.#newest = null
    this.evicted++
  }
}

const heaviest = 2 ** 20

const newClass = (us: number): ClassState => ({
  profile: new Profile(),
  shares: new Shares(),
  sinceUs: us,
  lastUs: us,
  originUs: us,
  frames: 0,
  learned: 0,
  unusual: 0,
})
