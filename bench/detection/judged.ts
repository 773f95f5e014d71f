// What two readers said of the attack strings → those that both of them call no attack of their kind.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** `other`: an attack of another kind. `part`: does nothing by itself. `none`: no attack. */
export type Verdict = 'other' | 'part' | 'none'

export interface Judged {
  readonly id: string
  /** Of the list that holds it: `sqli`, `oscmd`. */
  readonly class: string
  /** A verdict of each reader. */
  readonly verdicts: readonly [Verdict, Verdict]
  readonly why?: string
}

/** Whatever one of them alone calls none is not here: it counts as an attack. */
export const readJudged = (): readonly Judged[] =>
  readFileSync(join(import.meta.dirname, 'judged.ndjson'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Judged)
