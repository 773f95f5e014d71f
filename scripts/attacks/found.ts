// What was found of each attack, and where: written by the tests of the attacks, read by them and by the page of the rules.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** By the attack's rule, by what was read of it: the rules that found it. */
export type Found = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>

const path = join(import.meta.dirname, 'found.json')

export function readFound(): Found {
  const written = JSON.parse(readFileSync(path, 'utf8')) as Record<string, Record<string, string>>
  return mapped(written, (rules) => rules.split(' '))
}

/** What was found in some of what there is to be read takes the place of what was found in it before. */
export function writeFound(found: Found): void {
  const before = readFound()
  const merged = Object.fromEntries(
    Object.entries(found).map(([rule, places]) => {
      const all = Object.entries({ ...before[rule], ...places }).filter(([, rules]) => rules.length > 0)
      return [rule, Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)))]
    }),
  )
  const text = JSON.stringify(
    mapped(merged, (rules) => rules.join(' ')),
    null,
    2,
  )
  writeFileSync(path, `${text}\n`)
}

const mapped = <A, B>(
  found: Readonly<Record<string, Readonly<Record<string, A>>>>,
  change: (rules: A) => B,
): Record<string, Record<string, B>> =>
  Object.fromEntries(
    Object.entries(found).map(([rule, places]) => [
      rule,
      Object.fromEntries(Object.entries(places).map(([place, rules]) => [place, change(rules)])),
    ]),
  )
