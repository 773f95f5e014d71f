// All attacks of the catalogue as the lines that proxies write of them: each is found as far as the log can show it, and
// nobody else is accused.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { attacks } from '../../scripts/attacks/catalogue.ts'
import { type Composed, compose, scenesOf } from '../../scripts/attacks/compose.ts'
import { readFound, writeFound } from '../../scripts/attacks/found.ts'
import { logFormats, logOf, nameOf } from '../../scripts/attacks/logs/index.ts'
import type { Incident } from '../../src/incident/incident.ts'
import { readHead } from '../../src/intake/head.ts'
import { recognise } from '../../src/intake/recognise.ts'
import { type Scanned, scanned } from '../incidents.ts'
import { accusedOf, foundOf } from './judge.ts'

const folder = mkdtempSync(join(tmpdir(), 'tripline-logs-'))
const golden = process.env['UPDATE_GOLDEN'] ? null : readFound()
let composed: Composed
beforeAll(() => {
  composed = compose(attacks)
})
afterAll(() => rmSync(folder, { recursive: true }))

describe.each(logFormats.map((format) => [nameOf(format), format] as const))('%s', (name, format) => {
  const path = join(folder, `${name}.log`)
  let incidents: readonly Incident[]
  let unreadable: Scanned['unreadable']
  beforeAll(async () => {
    writeFileSync(path, logOf(scenesOf(composed), format))
    ;({ incidents, unreadable } = await scanned([path]))
  })

  test('is recognised, and read to the last line', async () => {
    expect(recognise(await readHead(path))).toMatchObject({ connector: { name: format.product } })
    expect(unreadable).toEqual([])
  })

  test('shows the attacks that it can show', () => {
    const found = foundOf(incidents, composed)
    if (golden === null) writeFound(mapValues(found, (rules) => ({ [name]: rules })))
    else expect(found).toEqual(mapValues(golden, (places) => places[name] ?? []))
  })

  test('accuses nobody else', () => {
    expect(accusedOf(incidents, composed)).toEqual([])
  })
})

test('what no capture shows, some log does', () => {
  const found = readFound()
  const unseen = attacks.filter(({ notInCaptures }) => notInCaptures !== undefined).map(({ rule }) => rule)
  const inLogs = (rule: string): boolean => logFormats.some((format) => found[rule]?.[nameOf(format)]?.includes(rule))
  expect(unseen.filter((rule) => !inLogs(rule))).toEqual([])
})

const mapValues = <A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]))
