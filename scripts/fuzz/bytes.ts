// Bytes of a protocol → bytes that are nearly of it.

export const pick = <Item>(items: readonly Item[], random: () => number): Item =>
  items[Math.floor(random() * items.length)]!

/** From 0 to below the end. */
export const below = (end: number, random: () => number): number => Math.floor(random() * end)

/** A copy with up to four changes. */
export function mutateBytes(bytes: Uint8Array, random: () => number): Buffer {
  let mutated: Buffer = Buffer.from(bytes)
  const times = 1 + below(4 * random(), random)
  for (let n = 0; n < times && mutated.length > 0; n++) mutated = pick(mutations, random)(mutated, random)
  return mutated
}

type Mutation = (bytes: Buffer, random: () => number) => Buffer

const mutations: readonly Mutation[] = [
  function flipBit(bytes, random) {
    const at = below(bytes.length, random)
    bytes[at] = bytes[at]! ^ (1 << below(8, random))
    return bytes
  },
  function setByte(bytes, random) {
    bytes[below(bytes.length, random)] = pick(edges, random)
    return bytes
  },
  function setWord(bytes, random) {
    const at = below(bytes.length, random)
    for (const [index, byte] of pick(words, random).entries()) if (at + index < bytes.length) bytes[at + index] = byte
    return bytes
  },
  function lose(bytes, random) {
    const [from, to] = range(bytes, random)
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)])
  },
  function sayTwice(bytes, random) {
    const [from, to] = range(bytes, random)
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)])
  },
  function insert(bytes, random) {
    const [at] = range(bytes, random)
    const piece = Buffer.from(Array.from({ length: below(12, random) }, () => below(256, random)))
    return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)])
  },
  function cutShort(bytes, random) {
    return bytes.subarray(0, below(bytes.length + 1, random))
  },
]

function range(bytes: Buffer, random: () => number): readonly [from: number, to: number] {
  const from = below(bytes.length + 1, random)
  return [from, Math.min(bytes.length, from + below(40, random))]
}

/** Where lengths change their form, and where signs do. */
const edges = [0, 1, 2, 4, 8, 20, 40, 60, 125, 126, 127, 128, 136, 137, 254, 255]
const words = [
  [0, 0],
  [0xff, 0xff],
  [0x7f, 0xff, 0xff, 0xff],
  [0x80, 0, 0, 0],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  [0, 0, 0, 0, 0, 0, 0, 0],
]
