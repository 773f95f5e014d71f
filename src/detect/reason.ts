// What was found → a line that says it: the shape, the words, the place, what had to be undone to read them.
import type { Escape } from './detector.ts'
import type { Found } from './inspect.ts'

/** Characters of what was found that are shown, and around it. */
const mostShown = 96
const around = 12

/** `string-breakout in $.productId at 1: 1' OR 1=1--` */
export function reasonOf({ shape, place, undone, start, end, text }: Found): string {
  const from = start > around ? start - around : 0
  const to = Math.min(end + around, from + mostShown, text.length)
  const shown = `${from > 0 ? '…' : ''}${text.slice(from, to)}${to < text.length ? '…' : ''}`
  return `${shape} in ${place} at ${start + 1}${through(undone)}: ${shown}`
}

const through = (undone: readonly Escape[]): string =>
  undone.length === 0 ? '' : `, through ${undone.map((one) => words[one]).join(', ')}`

const words: Readonly<Record<Escape, string>> = {
  percent: 'percent-encoding',
  plus: 'blanks written as +',
  html: 'HTML references',
  backslash: 'backslash escapes',
  base64: 'Base64',
  unicode: 'disguised letters',
}
