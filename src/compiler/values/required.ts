// A regular expression in RE2 syntax → texts of which one must stand in whatever fits it, so that most texts need no more than
// a search. Reads only what it knows: where in doubt it knows of none.

/** One of these must be there; none of them is empty. */
export type Required = readonly string[]

/** More alternatives cost more to look for than they spare. */
const mostAlternatives = 12

/** Null where nothing is known that must be there. */
export function requiredIn(pattern: string): Required | null {
  const reader = new Reader(pattern)
  const found = reader.alternatives()
  return reader.isUnknown || !reader.isAtEnd ? null : found
}

class Reader {
  isUnknown = false
  readonly #characters: readonly string[]
  #at = 0

  constructor(pattern: string) {
    this.#characters = [...pattern]
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#characters.length
  }

  /** Up to a `)` or the end: what each of the alternatives needs, if all of them need something. */
  alternatives(): Required | null {
    const all: (Required | null)[] = []
    do {
      if (all.length > 0) this.#at++
      all.push(this.#sequence())
    } while (this.#next() === '|')
    const known = all.filter((one) => one !== null)
    const texts = [...new Set(known.flat())]
    return known.length === all.length && texts.length <= mostAlternatives ? texts : null
  }

  /** One after the other: the best of all that is needed. */
  #sequence(): Required | null {
    let best: Required | null = null
    let run = ''
    const endRun = (): void => {
      if (run !== '') best = better(best, [run])
      run = ''
    }
    for (let next = this.#next(); next !== undefined && next !== '|' && next !== ')'; next = this.#next()) {
      const atom = this.#atom(next)
      const repeated = this.#repetition()
      if (typeof atom === 'string') {
        if (repeated !== 'maybe none') run += atom
        if (repeated !== 'once') endRun()
        continue
      }
      endRun()
      if (atom !== null && repeated !== 'maybe none') best = better(best, atom)
    }
    endRun()
    return best
  }

  /** A character that stands for itself, what a group needs, or null for what could be many things. */
  #atom(next: string): string | Required | null {
    this.#at++
    if (next === '\\') return this.#escape()
    if (next === '[') return this.#class()
    if (next === '(') return this.#group()
    if ('.^$'.includes(next)) return null
    // A quantifier with nothing before it, which RE2 refuses.
    if ('*+?{'.includes(next)) return this.#unknown()
    return next
  }

  #escape(): string | null {
    const character = this.#characters[this.#at++]
    if (character === undefined) return this.#unknown()
    if (/[^A-Za-z0-9]/.test(character)) return character
    return /[dDwWsSbBAz]/.test(character) ? null : this.#unknown()
  }

  #class(): null {
    if (this.#next() === '^') this.#at++
    // A bracket that stands first is one of the characters.
    if (this.#next() === ']') this.#at++
    for (let next = this.#next(); next !== ']'; next = this.#next()) {
      if (next === undefined) return this.#unknown()
      this.#at = this.#endOfName() ?? this.#at + (next === '\\' ? 2 : 1)
    }
    this.#at++
    return null
  }

  /** Behind `[:alpha:]`; null where none begins: `[:` that is never closed is two characters. */
  #endOfName(): number | null {
    if (this.#next() !== '[' || this.#characters[this.#at + 1] !== ':') return null
    const colon = this.#characters.findIndex(
      (character, i) => i > this.#at + 1 && character === ':' && this.#characters[i + 1] === ']',
    )
    return colon < 0 ? null : colon + 2
  }

  #group(): Required | null {
    if (this.#next() === '?') {
      // Other groups change what stands behind them: without regard to case, over several lines.
      if (this.#characters[this.#at + 1] !== ':') return this.#unknown()
      this.#at += 2
    }
    const inner = this.alternatives()
    if (this.#next() !== ')') return this.#unknown()
    this.#at++
    return inner
  }

  #repetition(): 'once' | 'again' | 'maybe none' {
    const next = this.#next()
    if (next === undefined || !'*+?{'.includes(next)) return 'once'
    if (next === '{') return this.#counted()
    this.#at++
    this.#lazy()
    return next === '+' ? 'again' : 'maybe none'
  }

  /** `{2}`, `{2,}`, `{0,3}`; braces that hold no numbers are characters. */
  #counted(): 'once' | 'again' | 'maybe none' {
    const [whole, least] = /^\{(\d+)(?:,\d*)?\}/.exec(this.#characters.slice(this.#at, this.#at + 16).join('')) ?? []
    if (whole === undefined) {
      this.#unknown()
      return 'maybe none'
    }
    this.#at += whole.length
    this.#lazy()
    return Number(least) === 0 ? 'maybe none' : 'again'
  }

  #lazy(): void {
    if (this.#next() === '?') this.#at++
  }

  #next(): string | undefined {
    return this.#characters[this.#at]
  }

  #unknown(): null {
    this.isUnknown = true
    this.#at = this.#characters.length
    return null
  }
}

/** A longer text is rarer. */
function better(one: Required | null, other: Required): Required {
  if (one === null) return other
  const [a, b] = [shortest(one), shortest(other)]
  return b > a || (b === a && other.length < one.length) ? other : one
}

const shortest = (texts: Required): number => Math.min(...texts.map((text) => text.length))
