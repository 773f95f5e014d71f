// Where each part of the kernel's records is (assembly/walk.ts), in bytes.

/** An object on the way to wanted values. */
export const node = { before: 8, edges: 12, bytes: 16 } as const

/** A key as lines before wrote it. What came after it last, and what else did, stand side by side. */
export const edge = { next: 12, bytes: 24 } as const

/** Why `run` returned. */
export const reason = { atEnd: 0, noRoom: 1, cannotTell: 2, unknownKey: 3 } as const
