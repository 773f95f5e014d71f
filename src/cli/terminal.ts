// Where text goes: data to stdout, everything else to stderr; colour only on a terminal; strangers' text made harmless.
import pc from 'picocolors'
import { actingCharacters, escapeControls } from '../actions/log.ts'

export type Colours = ReturnType<typeof pc.createColors>

/** NO_COLOR wins over FORCE_COLOR (no-color.org). */
export function coloursFor(stream: NodeJS.WriteStream): Colours {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env
  const wanted = FORCE_COLOR ? FORCE_COLOR !== '0' : stream.isTTY === true && TERM !== 'dumb'
  return pc.createColors(wanted && !NO_COLOR)
}

/** Control characters, marks that turn the direction of text and what is invisible would act on the reader: shown as escapes. */
export const harmless = (text: string): string => text.replace(actingCharacters, escaped)

/** The same for text of several lines of ours. */
export const harmlessLines = (text: string): string => text.split('\n').map(harmless).join('\n')

const escaped = (character: string): string => {
  const code = character.charCodeAt(0)
  if (character === '\n') return '\\n'
  if (character === '\t') return '\\t'
  if (character === '\r') return '\\r'
  return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`
}

/** One line of JSON. On a terminal what would act on it is escaped, which is the same JSON. */
export const json = (value: unknown): string => {
  const text = JSON.stringify(value)
  return process.stdout.isTTY ? escapeControls(text) : text
}

export const out = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

export const note = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

/** `1234567` → `1,234,567`. */
export const count = (n: number): string => n.toLocaleString('en-US')

/** `1 incident`, `2 incidents`. */
export const plural = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${n === 1 ? one : many}`

/** Words of a paragraph, in lines of at most that width, each after the indent. */
export function wrap(text: string, width: number, indent: string): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width - indent.length) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].map((one) => indent + one).join('\n')
}

/** How wide what is printed may be: the terminal's width, 100 where it is none. */
export const width = (stream: NodeJS.WriteStream): number => Math.max(60, Math.min(stream.columns ?? 100, 120))

/** Data to stdout, as fast as its reader takes it. */
export async function write(text: string): Promise<void> {
  if (process.stdout.write(text)) return
  await new Promise((resolve) => process.stdout.once('drain', resolve))
}
