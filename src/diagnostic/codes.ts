// Every diagnostic code ever released. Append only: a retired number is never used again.
// R1xx syntax, R2xx names and types, R3xx windows and cost, R8xx warnings, F1xx log format strings, C1xx config.

export const codes = {
  R101: 'unexpected text',
} as const

export type Code = keyof typeof codes

/** Warnings do not stop a rule from running. */
export const isWarning = (code: Code): boolean => code.startsWith('R8')
