// Every diagnostic code ever released. Append only: a retired number is never used again.
// R1xx syntax, R2xx names and types, R3xx windows and cost, R8xx warnings, F1xx log format strings, C1xx config.

export const codes = {
  R101: 'unexpected text',
  C101: 'not YAML',
  C102: 'unknown key',
  C103: 'wrong value',
  C104: 'missing key',

  F101: 'unexpected text in a log format',
  F102: 'a variable without its name',
  F103: 'a variable in braces that is not closed',
  F104: 'a string that is not closed',
  F105: 'unknown escape mode',
  F106: 'two variables with nothing between them',
  F107: 'no variable that tells the time',
  F108: 'a setting of the wrong type',
} as const

export type Code = keyof typeof codes

/** Warnings do not stop a rule from running. */
export const isWarning = (code: Code): boolean => code.startsWith('R8')
