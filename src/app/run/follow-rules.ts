// Files of rules and lists that change while a run goes on → what it goes by from then on, and what people are told of it.
import type { BookChange, BrokenFile, RuleBook } from '../rule-book.ts'
import type { LoadedRules } from '../rules.ts'
import type { BackEnd } from './back-end.ts'
import type { Log } from './log.ts'

export interface FollowSettings {
  readonly book: RuleBook
  readonly backEnd: Pick<BackEnd, 'changeRules' | 'changeLists'>
  /** Told before the first event is judged by them. */
  readonly onRules: (rules: LoadedRules) => void
  readonly log: Log
}

/** To be called now and then; ends when what has changed is in force. */
export async function followRules({ book, backEnd, onRules, log }: FollowSettings): Promise<void> {
  const before = book.broken
  const change = book.look()
  if (!change) return
  tellOfFiles(change, log)
  if (change.lists.length > 0) await backEnd.changeLists(change.lists, book.rules)
  for (const { path, before: had, after, unreadable } of change.lists)
    log.info('A list has changed.', { path, before: had, entries: after, ...(unreadable > 0 && { unreadable }) })
  if (!change.rules) return
  tellOfMistakes(before, book.broken, log)
  await backEnd.changeRules(change.rules)
  onRules(change.rules)
  log.info('The rules have changed.', { rules: change.rules.ruleset.rules.length })
}

function tellOfFiles({ lost, error }: BookChange, log: Log): void {
  for (const { path, reason } of lost)
    log.warn('A list cannot be read any more: what it held stays in force.', { path, reason })
  if (error !== null) log.warn('The rules cannot be looked for: those of before stay in force.', { error })
}

function tellOfMistakes(before: readonly BrokenFile[], now: readonly BrokenFile[], log: Log): void {
  const known = new Set(before.map(textOf))
  for (const file of now) {
    if (known.has(textOf(file))) continue
    const { path, mistakes, first, hasLastGood } = file
    const data = { path, mistakes, first }
    if (hasLastGood) log.error('A rule file has mistakes: its last good version stays in force.', data)
    else log.error('A rule file has mistakes: none of its rules runs.', data)
  }
  for (const { path } of before)
    if (!now.some((file) => file.path === path)) log.info('A rule file is in order again, or gone.', { path })
}

const textOf = (file: BrokenFile): string => JSON.stringify(file)
