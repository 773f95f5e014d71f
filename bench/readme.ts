// The result of a bench → its tables in README.md, between the marks that bear its name.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { markdown, type Row } from './table.ts'

export interface Result {
  readonly bench: string
  readonly at: string
  readonly machine: string
  /** Of the machine, as the bench began. */
  readonly load?: number
  readonly rows: readonly Row[]
}

const readme = join(import.meta.dirname, 'README.md')

/** A bench without a place in it is left out. */
export function fillReadme(result: Result): void {
  const text = readFileSync(readme, 'utf8')
  const filled = filledWith(text, result)
  if (filled !== text) writeFileSync(readme, filled)
}

export function filledWith(text: string, result: Result): string {
  const [open, close] = [`<!-- ${result.bench} -->`, `<!-- /${result.bench} -->`]
  const [start, end] = [text.indexOf(open), text.indexOf(close)]
  return start < 0 || end < start
    ? text
    : `${text.slice(0, start + open.length)}\n${section(result)}\n${text.slice(end)}`
}

const section = ({ at, machine, load, rows }: Result): string =>
  [`${at.slice(0, 10)}, ${machine}${load === undefined ? '' : `, load ${load} before`}.`, markdown(rows)].join('\n\n')
