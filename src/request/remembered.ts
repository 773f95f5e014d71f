// A function of a text → the same, which remembers its answers: what strangers send comes again and again.

export interface Bounds {
  /** At least so many of the texts that came last are remembered, and at most twice as many. */
  readonly texts: number
  /** In characters: longer ones are worked out each time. */
  readonly longest: number
}

/** Only where working it out takes several times as long as finding a text in a map. The answer must depend on the text alone. */
export function remembered<Answer extends string | boolean | null>(
  work: (text: string) => Answer,
  { texts, longest }: Bounds,
): (text: string) => Answer {
  let recent = new Map<string, Answer>()
  let before = new Map<string, Answer>()
  return (text) => {
    const known = recent.get(text)
    if (known !== undefined) return known
    const older = before.get(text)
    const answer = older === undefined ? work(text) : older
    if (text.length > longest) return answer
    if (recent.size >= texts) {
      before = recent
      recent = new Map()
    }
    recent.set(ownCopy(text), answer)
    return answer
  }
}

/** A slice of a line would keep the whole line. */
export const ownCopy = (text: string): string => Buffer.from(text, 'utf16le').toString('utf16le')
