// One input to one target → how long it took. Throws where a law of the sensor does not hold.
import { createRandom } from '../../../bench/random.ts'
import { below } from '../bytes.ts'
import { type Pieces, type Reading, type Target, type Told, uncut } from './target.ts'

/** With the pieces all that it takes to read an input again. */
export interface Manner {
  readonly isTight: boolean
  readonly cutSeed: number
}

export const mannerOf = (random: () => number): Manner => ({
  isTight: random() < 0.25,
  cutSeed: below(2 ** 31, random),
})

export interface Checked {
  readonly frames: number
  /** Of CPU time. */
  readonly ms: number
}

/** No input here is longer than a few thousand bytes. */
const mostMs = 50

export function check(target: Target, pieces: Pieces, { isTight, cutSeed }: Manner): Checked {
  const { told: whole, ms } = timed(() => target.read(pieces, { isTight, cut: uncut }))
  if (ms > mostMs) throw new Error(`took ${ms} ms`)
  const other = target.read(pieces, { isTight, cut: cutsBy(createRandom(cutSeed)) })
  if ((!isTight || target.isSameWhenTight) && whole.text !== other.text)
    throw new Error(`told otherwise when cut:\n${differenceOf(whole.text, other.text)}`)
  return { frames: whole.frames, ms }
}

/** In ms of CPU time. What takes long once may have been a collection: what takes long every time is not. */
function timed(read: () => Told): { readonly told: Told; readonly ms: number } {
  let least = Number.POSITIVE_INFINITY
  let told: Told = { text: '', frames: 0 }
  for (let attempt = 0; attempt < 5 && least > mostMs / 10; attempt++) {
    const before = process.threadCpuUsage()
    told = read()
    const { user, system } = process.threadCpuUsage(before)
    least = Math.min(least, (user + system) / 1000)
  }
  return { told, ms: least }
}

/** Few cuts, pieces of one length, or every byte by itself. */
function cutsBy(random: () => number): Reading['cut'] {
  const kind = random()
  if (kind < 0.5)
    return (length) =>
      Array.from({ length: below(6, random) }, () => below(length + 1, random)).toSorted((one, other) => one - other)
  const size = (length: number): number => (kind < 0.9 ? 1 + below(length, random) : length > longest ? 7 : 1)
  return (length) => {
    const every = size(length)
    return Array.from({ length: Math.max(0, Math.ceil(length / every) - 1) }, (_, number) => (number + 1) * every)
  }
}

const longest = 4000

function differenceOf(one: string, other: string): string {
  const [ones, others] = [one.split('\n'), other.split('\n')]
  const at = ones.findIndex((line, index) => line !== others[index])
  return `${ones[at]}\n${others[at < 0 ? ones.length : at]}`
}
