// A rule → what is wrong with it: parts missing or given twice, values out of range, names that mean nothing.

import { isWarning } from '../../diagnostic/codes.ts'
import type { Diagnostic, Span } from '../../diagnostic/diagnostic.ts'
import { nearest } from '../../diagnostic/nearest.ts'
import type { Entry, EntryKind, Name, Query, RuleDeclaration } from '../ast.ts'
import { levels, statuses } from '../plan.ts'
import { categoriesIn } from '../walk.ts'
import type { KnownRules } from './check.ts'
import { besideSyntax } from './consequences.ts'
import { checkException } from './exceptions.ts'
import { checkFields, checkMessage, checkName, type Found, namesOf } from './names.ts'
import { type Place, problem } from './place.ts'
import { checkDuration, checkQuery } from './queries.ts'
import { checkSuppression } from './suppressions.ts'
import { checkTest } from './tests.ts'
import { warnOfEvents, warnOfQuery } from './warnings.ts'

export function checkRule(rule: RuleDeclaration, path: string, known: KnownRules, place: Place): void {
  checkId(rule.name, path, known, place)
  checkRepeated(rule.entries, place)
  if (!rule.broken) checkRequired(rule, place)
  const query = entryOf(rule, 'detect')?.query ?? null
  const names = namesOf(query)
  for (const entry of rule.entries) {
    checkEntry(entry, { query, names }, rule.broken ? besideSyntax(place, entry.span) : place)
  }
}

const entryOf = <K extends EntryKind>({ entries }: RuleDeclaration, kind: K) =>
  entries.find((entry): entry is Extract<Entry, { kind: K }> => entry.kind === kind)

const form = /^[a-z][a-z0-9_]{9,69}$/

function checkId({ text, span }: Name, path: string, known: KnownRules, { report }: Place): void {
  const elsewhere = known.get(text)
  if (elsewhere !== undefined) {
    const message = `the rule \`${text}\` is already defined in ${elsewhere}`
    report(problem({ code: 'R211', message, span, label: 'again here' }))
  } else known.set(text, path)
  if (!form.test(text)) {
    const message = `\`${text}\` is no rule id`
    const help = 'An id has 10 to 70 characters: lower-case letters, digits and _.'
    report(problem({ code: 'R212', message, span, label: 'not an id', help }))
  }
}

/** Whoever looks for the rule of a file finds it by its name. A file of several rules has its own. */
export function checkFileName({ text, span }: Name, path: string, { report }: Pick<Place, 'report'>): void {
  if (!form.test(text)) return
  const file = /([^\\/]*)\.trip$/.exec(path)?.[1]
  if (file === undefined || file === text) return
  const help = `Name the file ${text}.trip, or the rule ${form.test(file) ? file : 'as its file'}.`
  report(problem({ code: 'R213', message: `the file is ${file}.trip`, span, label: 'another name', help }))
}

const keyOf = (entry: Entry): string => ('key' in entry ? entry.key : entry.kind)

function checkRepeated(entries: readonly Entry[], { report }: Place): void {
  for (const [i, entry] of entries.entries()) {
    if (entry.kind === 'test' || entry.kind === 'except') continue
    const first = entries.slice(0, i).find((other) => keyOf(other) === keyOf(entry))
    if (!first) continue
    const message = `\`${keyOf(entry)}\` is given twice`
    const context = [{ span: opening(first), message: 'first here' }]
    report(problem({ code: 'R107', message, span: opening(entry), label: 'again here', context }))
  }
}

/** The word that an entry begins with. */
const opening = (entry: Entry): Span => ({
  start: entry.span.start,
  end: entry.span.start + keyOf(entry).length,
})

function checkRequired(rule: RuleDeclaration, { report }: Place): void {
  const present = new Set(rule.entries.map(keyOf))
  for (const [key, help] of required) {
    if (present.has(key)) continue
    const message = `the rule has no \`${key}\``
    report(problem({ code: 'R108', message, span: rule.name.span, label: `without ${key}`, help }))
  }
  if (present.has('test')) return
  const message = 'the rule has no test'
  const help = 'Show one case that raises an incident and one that stays quiet: `test "…" { … expect 1 incident }`.'
  report(problem({ code: 'R802', message, span: rule.name.span, label: 'untested', help }))
}

const required = [
  ['title', 'Say in a few words what it finds: `title "Password guessing from one address"`.'],
  ['level', `One of ${levels.join(', ')}: \`level high\`.`],
  ['detect', 'Say what to look for: `detect auth where event.outcome == "failure"`.'],
] as const

function checkEntry(entry: Entry, found: Found, place: Place): void {
  switch (entry.kind) {
    case 'word':
      checkWord(entry.value, entry.key === 'level' ? levels : statuses, entry.key, place)
      return
    case 'risk':
      checkRange(entry.value, { what: 'risk', least: 0, most: 100 }, place)
      return
    case 'detect':
      whereSound(
        place,
        (here) => checkQuery(entry.query, here),
        () => warnOfQuery(entry.query, place),
      )
      return
    case 'except':
      whereSound(
        place,
        (here) => checkException(entry, found.query, here),
        () => warnOfEvents({ category: categoryOf(found.query, entry.span), condition: entry.condition }, place),
      )
      return
    case 'incident':
      checkMessage(entry.message.value, entry.message.span, found, place)
      return
    case 'suppress':
      checkDuration(entry.duration, 'the suppression', place)
      for (const name of entry.by) checkName(name, found, place)
      checkSuppression(entry, found.query, place)
      return
    case 'respond':
      for (const response of entry.responses) {
        if (response.kind === 'block') checkDuration(response.duration, 'the block', place)
        if (response.kind === 'close' && response.code) checkRange(response.code, closeCodes, place)
      }
      return
    case 'evidence':
      for (const clause of entry.clauses) checkFields(clause.fields, found, place)
      return
    case 'test':
      checkTest(entry, found.names, place)
      return
    default:
      return
  }
}

/** Checks, and warns only where nothing is wrong: what has a mistake says nothing for sure. */
function whereSound(place: Place, check: (place: Place) => void, warn: () => void): void {
  let errors = 0
  const report = (found: Diagnostic): void => {
    if (!isWarning(found.code)) errors++
    place.report(found)
  }
  check({ ...place, report })
  if (errors === 0) warn()
}

/** What a condition on any of a query's events is about: all of them, where there are several kinds. */
function categoryOf(query: Query | null, span: Span): Name {
  const [only, ...others] = query ? categoriesIn(query) : []
  return { text: others.length === 0 && only !== undefined ? only : 'any', span }
}

// RFC 6455 section 7.4.2: 1000 to 2999 are the protocol's, 3000 to 4999 a deployment's.
const closeCodes = { what: 'a close code', least: 1000, most: 4999 }

function checkWord({ text, span }: Name, words: readonly string[], key: string, { report }: Place): void {
  if (words.includes(text)) return
  const near = nearest(text, words)
  const help = near ? `Did you mean \`${near}\`?` : `There are ${words.join(', ')}.`
  report(problem({ code: 'R109', message: `there is no ${key} \`${text}\``, span, label: `not a ${key}`, help }))
}

export function checkRange(
  { value, span }: { readonly value: number; readonly span: Span },
  { what, least, most }: { readonly what: string; readonly least: number; readonly most: number },
  { report }: Pick<Place, 'report'>,
): void {
  if (Number.isInteger(value) && value >= least && value <= most) return
  const message = `${what} is a whole number from ${least} to ${most}`
  report(problem({ code: 'R109', message, span, label: 'out of range' }))
}
