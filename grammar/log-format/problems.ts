// What goes wrong around the strings of a directive, whatever product it is of.
import type { Diagnostic, Span } from '../../src/diagnostic/diagnostic.ts'

/** `at` is where its quote stands. */
export const unclosedString = (at: number): Diagnostic => ({
  code: 'F104',
  message: 'a string is not closed',
  primary: { span: { start: at, end: at + 1 }, message: 'opened here' },
})

/** The character that cannot go on, or the last one where more was needed. */
export const spanAt = (text: string, offset: number): Span => ({
  start: Math.min(offset, text.length - 1),
  end: Math.min(offset + 1, text.length),
})
