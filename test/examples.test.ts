// The capture that ships, its log and what is planted in them: Tripline must find each attack and nothing else.
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Incident } from '../src/incident/incident.ts'
import { examples, planted } from './examples.ts'
import { incidentsOf, involved } from './incidents.ts'

const { capture, log, attacks, benign } = planted

describe.each([
  ['capture', capture],
  ['log', log],
] as const)('the %s', (kind, file) => {
  let incidents: readonly Incident[]
  beforeAll(async () => {
    incidents = await incidentsOf([join(examples, file)])
  }, 60_000)

  const visible = attacks.filter(({ rules }) => rules[kind].length > 0)

  test.each(visible)('shows $id to every rule that should see it', ({ addresses, rules }) => {
    const found = incidents.filter((incident) => involved(incident).some((address) => addresses.includes(address)))
    expect(new Set(found.map(({ ruleId }) => ruleId))).toEqual(new Set(rules[kind]))
  })

  test.each(benign)('keeps $address out of every incident', ({ address }) => {
    expect(incidents.filter((incident) => involved(incident).includes(address))).toEqual([])
  })

  test('gives no incident beside those', () => {
    const known = attacks.flatMap(({ addresses }) => addresses)
    expect(incidents.filter((incident) => !involved(incident).some((address) => known.includes(address)))).toEqual([])
  })
})

test('capture, log and list together are under a mebibyte', () => {
  const bytes = [capture, log, 'planted.json'].map((file) => statSync(join(examples, file)).size)
  expect(bytes.reduce((a, b) => a + b)).toBeLessThan(1 << 20)
})

test('the README names every planted attack with its addresses and rules, and every benign address', () => {
  const readme = readFileSync(join(examples, 'README.md'), 'utf8')
  const rows = readme.split('\n').filter((line) => line.startsWith('|'))
  for (const { id, addresses, rules } of attacks) {
    const row = rows.find((line) => line.startsWith(`| \`${id}\` |`))
    for (const word of [...addresses, ...rules.capture]) expect(row).toContain(word)
  }
  for (const { address } of benign) expect(rows.some((line) => line.startsWith(`| ${address} |`))).toBe(true)
})
