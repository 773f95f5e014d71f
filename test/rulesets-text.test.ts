// Rules that judge text, against attacks and ordinary text that others collected: how much they find, how often they are wrong.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { recogniseRequest } from '../src/application/request.ts'
import { decodeMessage } from '../src/application/said.ts'
import { compileRules } from '../src/compiler/compile.ts'
import type { Rule } from '../src/compiler/plan.ts'
import { Batch } from '../src/event/batch.ts'
import { categoryBits, ecsCategory } from '../src/event/category.ts'

const data = process.env['TRIPLINE_DATA'] ?? ''
if (data === '')
  console.warn('SKIPPED: set TRIPLINE_DATA to hold the rules against collected attacks and ordinary text.')

const folder = join(import.meta.dirname, '..', 'rulesets', 'injection')
const files = globSync('*.trip', { cwd: folder })
  .sort()
  .map((path) => ({ path: join('rulesets/injection', path), text: readFileSync(join(folder, path), 'utf8') }))
const { rules, layout } = compileRules(files).ruleset

describe.skipIf(data === '')('collected text', () => {
  const ordinary = data === '' ? [] : textsIn('benign/*.jsonl').flatMap((text) => [text, asMessage(text)])

  test.each(rules.map((rule) => [rule.metadata.id, rule] as const))('%s stays quiet on ordinary text', (_, rule) => {
    expect(ordinary.length).toBeGreaterThan(10_000)
    expect(ordinary.filter((text) => fires(rule, text))).toEqual([])
  })

  test('of ordinary text only the logins in the documentation of protocols are logins', () => {
    const requests = ordinary.filter((text) => {
      const said = decodeMessage(text)
      return said !== null && recogniseRequest(said) !== null
    })
    expect(requests.map((text) => /^CONNECT|session\.\w+/.exec(text)?.[0])).toEqual([
      'session.logon',
      'session.logout',
      'CONNECT',
    ])
  })

  // What is found today: a change that finds less must say why.
  test.each([
    ['sql_injection_in_message', 'sqli', 0.75],
    ['shell_command_in_message', 'oscmd', 0.45],
    ['nosql_operator_in_message', 'nosqli', 0.65],
    ['script_in_message', 'xss', 0.65],
  ])('%s finds what it found', (id, kind, share) => {
    const rule = rules.find(({ metadata }) => metadata.id === id)!
    const attacks = textsIn(`payloads/attack-${kind}.jsonl`).map(decoded)
    const found = attacks.filter((text) => fires(rule, asMessage(text)) || fires(rule, text))
    expect(attacks.length).toBeGreaterThan(30)
    expect(found.length / attacks.length).toBeGreaterThanOrEqual(share)
  })
})

const asMessage = (text: string): string => JSON.stringify({ type: 'say', text })

/** The payloads of JSON lines, without those that nobody could judge. */
function textsIn(pattern: string): string[] {
  return globSync(pattern, { cwd: data })
    .sort()
    .flatMap((file) => readFileSync(join(data, file), 'utf8').trim().split('\n'))
    .map((line): { payload: string; trivial?: boolean } => JSON.parse(line))
    .filter(({ trivial }) => !trivial)
    .map(({ payload }) => payload)
}

/** Many were collected from URLs. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function fires({ detect }: Rule, text: string): boolean {
  const batch = new Batch(layout)
  const row = batch.add(categoryBits(ecsCategory.message!), 0, 0, 0, nowhere)
  batch.set(row, layout.slot('websocket.direction'), 'client')
  batch.set(row, layout.slot('websocket.payload.text'), text)
  return detect.kind === 'event' && detect.test(batch, row)
}

const nowhere = { id: () => '', document: () => ({}) }
