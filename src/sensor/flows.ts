// Addresses and ports → the half of a connection that a segment belongs to.
import type { Segment } from './segment.ts'

/** Where one direction's segments come from and go to. */
export interface Flow {
  readonly hash: number
  readonly version: 4 | 6
  /** The sender's four words, then the receiver's. */
  readonly words: Int32Array
  readonly sourcePort: number
  readonly destinationPort: number
  /** The next one with the same hash. */
  nextInBucket: this | null
}

/** A table of flows by a 32-bit hash; equal hashes are chained. */
export class Flows<F extends Flow> {
  private readonly buckets = new Map<number, F>()

  find(segment: Segment): F | null {
    let flow = this.buckets.get(hashOf(segment)) ?? null
    while (flow !== null && !matches(flow, segment)) flow = flow.nextInBucket
    return flow
  }

  add(flow: F): void {
    flow.nextInBucket = this.buckets.get(flow.hash) ?? null
    this.buckets.set(flow.hash, flow)
  }

  remove(flow: F): void {
    const first = this.buckets.get(flow.hash)
    if (first === flow) {
      if (flow.nextInBucket === null) this.buckets.delete(flow.hash)
      else this.buckets.set(flow.hash, flow.nextInBucket)
      return
    }
    for (let before = first ?? null; before !== null; before = before.nextInBucket) {
      if (before.nextInBucket === flow) before.nextInBucket = flow.nextInBucket
    }
  }
}

type Addresses = Pick<Flow, 'version' | 'words' | 'sourcePort' | 'destinationPort'>

export function hashOf({ version, words, sourcePort, destinationPort }: Addresses): number {
  let hash = mix(words[0]!, words[4]!)
  hash = mix(hash, (sourcePort << 16) | destinationPort)
  if (version === 4) return hash
  for (let word = 1; word < 4; word++) hash = mix(mix(hash, words[word]!), words[word + 4]!)
  return hash
}

/** MurmurHash3's mixing of one word. */
function mix(hash: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51)
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593)
  const h = hash ^ k
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0
}

function matches(flow: Flow, segment: Segment): boolean {
  if (flow.sourcePort !== segment.sourcePort || flow.destinationPort !== segment.destinationPort) return false
  if (flow.words[0] !== segment.words[0] || flow.words[4] !== segment.words[4]) return false
  if (flow.version !== segment.version) return false
  if (flow.version === 4) return true
  for (let word = 1; word < 8; word++) if (flow.words[word] !== segment.words[word]) return false
  return true
}
