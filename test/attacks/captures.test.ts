// Every attack of the catalogue in a capture of its own, among people who do no wrong, and all of them in one: the rule
// that ships for it names who did it, and nobody else is accused of anything.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { captureOf } from '../../scripts/attacks/capture.ts'
import { attacks, catalogue } from '../../scripts/attacks/catalogue.ts'
import { type Composed, compose, scenesOf } from '../../scripts/attacks/compose.ts'
import { readFound, writeFound } from '../../scripts/attacks/found.ts'
import type { Incident } from '../../src/incident/incident.ts'
import { incidentsOf, shippedRuleset } from '../incidents.ts'
import { accusedOf, foundOf } from './judge.ts'

const folder = mkdtempSync(join(tmpdir(), 'tripline-attacks-'))
const golden = process.env['UPDATE_GOLDEN'] ? null : readFound()
const found: Record<string, readonly string[]> = {}

afterAll(() => {
  rmSync(folder, { recursive: true })
  if (golden === null) writeFound(Object.fromEntries(attacks.map(({ rule }) => [rule, { capture: found[rule] ?? [] }])))
})

async function incidentsIn(name: string, composed: Composed): Promise<readonly Incident[]> {
  const path = join(folder, `${name}.pcap`)
  writeFileSync(path, captureOf(scenesOf(composed)))
  return await incidentsOf([path])
}

test('there is an attack for every rule that ships, in the file of its threat', () => {
  const shipped = shippedRuleset().rules.map(({ metadata }) => `${metadata.ruleset}/${metadata.id}`)
  const played = Object.entries(catalogue).flatMap(([threat, its]) => its.map(({ rule }) => `${threat}/${rule}`))
  expect(played.toSorted()).toEqual(shipped.toSorted())
})

describe.each(attacks)('$rule', (attack) => {
  const { rule } = attack

  test('is found in a capture, and nobody else is accused', async () => {
    const composed = compose([attack])
    const incidents = await incidentsIn(rule, composed)
    expect(accusedOf(incidents, composed)).toEqual([])
    found[rule] = foundOf(incidents, composed)[rule]!
    expect(found[rule].includes(rule)).toBe(attack.notInCaptures === undefined)
    if (golden !== null) expect(found[rule]).toEqual(golden[rule]?.['capture'] ?? [])
  })
})

describe('all attacks in one capture', () => {
  const composed = compose(attacks)
  let incidents: readonly Incident[]
  beforeAll(async () => {
    incidents = await incidentsIn('all', composed)
  })

  test('are found as each is alone', () => {
    const alone = attacks.map(({ rule }) => [rule, golden === null ? found[rule] : (golden[rule]?.['capture'] ?? [])])
    expect(foundOf(incidents, composed)).toEqual(Object.fromEntries(alone))
  })

  test('lay nothing upon others, and nothing of one upon another', () => {
    expect(accusedOf(incidents, composed)).toEqual([])
  })
})

test('the same attacks give the same bytes', () => {
  const chosen = attacks.filter(({ rule }) => /^(?:sql_injection_in_message|user_flood)$/.test(rule))
  const bytes = (): Buffer => captureOf(compose(chosen).played.map(({ scene }) => scene))
  expect(bytes().equals(bytes())).toBe(true)
})
