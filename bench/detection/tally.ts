// Samples and detectors → how many of the messages that carry them are found, and which are not.
import type { Detector } from '../../src/detect/detector.ts'
import { Inspector } from '../../src/detect/inspect.ts'
import { carriers } from './carriers.ts'
import type { Sample, Samples } from './strings.ts'

/** Of an attack: it was not found. Of a benign text: it was accused. */
export interface Failure {
  readonly set: string
  readonly id: string
  readonly text: string
  /** Nothing else was to be expected: two readers call it no attack of its kind. */
  readonly isRejected: boolean
  /** The messages that it happened in. */
  readonly carriers: readonly string[]
  /** What was found instead, or wrongly: `xss event-handler`. */
  readonly found: readonly string[]
}

/** Messages of one part, and how many of them were found. */
export interface Count {
  readonly strings: number
  readonly messages: number
  readonly found: number
  /** By any detector: a list of strings for one language has some of another. */
  readonly foundByAny: number
}

/** What detectors are developed with, and what is held back from that. */
export interface Parts {
  readonly developed: Count
  readonly heldBack: Count
}

export interface Tally extends Parts {
  /** Without the strings that are rejected. */
  readonly judged: Parts
  /** Of the part that detectors are developed with; what is held back is counted alone. */
  readonly failures: readonly Failure[]
}

/** An attack is found by the detector of its own kind; a benign text by any. */
export function tallyOf({ name, threat, samples }: Samples, detectors: readonly Detector[]): Tally {
  const inspector = new Inspector(detectors)
  const tried = samples.map((sample) => {
    const seen = Object.entries(carriers).map(([carrier, carry]) => {
      const found = inspector.inspect(carry(sample.text)).found
      const isFound = threat === null ? found.length > 0 : found.some((one) => one.threat === threat)
      return {
        carrier,
        isFound,
        isAny: found.length > 0,
        words: found.map(({ threat: what, shape }) => `${what} ${shape}`),
      }
    })
    return { sample, seen }
  })
  const countOf = (part: typeof tried): Count => {
    const messages = part.flatMap(({ seen }) => seen)
    const found = messages.filter(({ isFound }) => isFound).length
    const foundByAny = messages.filter(({ isAny }) => isAny).length
    return { strings: part.length, messages: messages.length, found, foundByAny }
  }
  const partsOf = (all: typeof tried): Parts => ({
    developed: countOf(all.filter(({ sample }) => !sample.isHeldBack)),
    heldBack: countOf(all.filter(({ sample }) => sample.isHeldBack)),
  })
  const failures = tried.flatMap(({ sample, seen }) => {
    const failed = seen.filter(({ isFound }) => isFound === (threat === null))
    return failed.length === 0 || sample.isHeldBack ? [] : [failureOf(name, sample, failed)]
  })
  return { ...partsOf(tried), judged: partsOf(tried.filter(({ sample }) => !sample.isRejected)), failures }
}

export const added = (counts: readonly Count[]): Count =>
  counts.reduce(
    (all, one) => ({
      strings: all.strings + one.strings,
      messages: all.messages + one.messages,
      found: all.found + one.found,
      foundByAny: all.foundByAny + one.foundByAny,
    }),
    { strings: 0, messages: 0, found: 0, foundByAny: 0 },
  )

/** Two places: rounded to whole percents, what is aimed at and what is not look alike. */
export const percent = ({ found, messages }: Pick<Count, 'found' | 'messages'>): string =>
  messages === 0 ? '–' : ((100 * found) / messages).toFixed(2)

const failureOf = (
  set: string,
  { id, text, isRejected }: Sample,
  failed: readonly { readonly carrier: string; readonly words: readonly string[] }[],
): Failure => ({
  set,
  id,
  text,
  isRejected,
  carriers: failed.map(({ carrier }) => carrier),
  found: [...new Set(failed.flatMap(({ words }) => words))],
})
