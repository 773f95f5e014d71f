// Where each part of the kernel's records is (assembly/rows.ts), in bytes.

/** An object on the way to wanted values. */
export const node = { before: 8, edges: 12, bytes: 16 } as const

/** A key as lines before wrote it. What came after it last, and what else did, stand side by side. */
export const edge = { next: 12, bytes: 24 } as const

/** What is told of a field in each row. */
export const column = { memory: 12, next: 32, bytes: 40 } as const

/** Kinds of columns, as bits. */
export const kind = { asNumber: 1, isRemembered: 2, needsPairs: 4, tellsPresence: 8, takesObjects: 16 } as const

/** A value that is remembered, and what stands before it. */
export const memo = { head: 16 } as const

/** Why `run` returned. */
export const reason = { atEnd: 0, isFull: 1, cannotTell: 2, unknownKey: 3 } as const
