// Numbers → where to look in a table whose length is a power of two.

/** Every bit of a hash depends on every other: the finish of MurmurHash3. */
export function mixed(hash: number): number {
  let h = hash
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** One step of FNV-1a. */
export const hashed = (hash: number, code: number): number => Math.imul(hash ^ code, 0x01000193)

export const hashStart = 0x811c9dc5

/** A table that is at most half full. */
export const slotsFor = (count: number): Uint32Array<ArrayBuffer> =>
  new Uint32Array(2 ** Math.ceil(Math.log2(Math.max(1, count * 2))))
