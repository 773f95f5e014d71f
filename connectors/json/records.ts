// Where each part of the kernel's records is (assembly/rows.ts), in bytes.

/** An object on the way to wanted values. */
export const node = { before: 8, edges: 12, bytes: 16 } as const

/** A key as lines before wrote it. What came after it last, and what else did, stand side by side. */
export const edge = { next: 12, bytes: 24 } as const

/** What is told of a field in each row. */
export const column = { bytes: 32, asNumber: 1, isRemembered: 2, needsPairs: 4 } as const

/** A value that is remembered. */
export const memo = { bytes: 80 } as const

/** Why `run` returned. */
export const reason = { atEnd: 0, isFull: 1, cannotTell: 2, unknownKey: 3 } as const

/** Ids that are no places of a memory. */
export const id = {
  absent: -1,
  isNumber: -2,
  leftOut: -3,
  /** This and those below it are of values that are told with these rows alone, one after the other. */
  passing: -16,
} as const
