// Rules that judge text, against attacks and ordinary text that others collected: how much they find, how often they are wrong.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { alsoRead } from '../src/app/rules.ts'
import { recogniseRequest } from '../src/application/request.ts'
import { decodeMessage } from '../src/application/said.ts'
import { compileRules } from '../src/compiler/compile.ts'
import type { Rule } from '../src/compiler/plan.ts'
import { Detecting } from '../src/detect/detecting.ts'
import { Batch } from '../src/event/batch.ts'
import { categoryBits, ecsCategory } from '../src/event/category.ts'

const data = process.env['TRIPLINE_DATA'] ?? ''
if (data === '')
  console.warn('SKIPPED: set TRIPLINE_DATA to hold the rules against collected attacks and ordinary text.')

const folder = join(import.meta.dirname, '..', 'rulesets', 'injection')
const files = globSync('*.trip', { cwd: folder })
  .sort()
  .map((path) => ({ path: join('rulesets/injection', path), text: readFileSync(join(folder, path), 'utf8') }))
const { rules: all, layout } = compileRules(files, { alsoRead }).ruleset
/** Those that judge a message by itself. */
const rules = all.filter(({ detect }) => detect.kind === 'event')
const detecting = new Detecting()

describe.skipIf(data === '')('collected text', () => {
  const ordinary = data === '' ? [] : textsIn('benign/*.jsonl').flatMap((text) => [text, asMessage(text)])
  const batch = batchOf(ordinary)

  test.each(rules.map((rule) => [rule.metadata.id, rule] as const))('%s stays quiet on ordinary text', (_, rule) => {
    expect(ordinary.length).toBeGreaterThan(10_000)
    expect(ordinary.filter((_, row) => fires(rule, batch, row))).toEqual([])
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
    ['sql_injection_in_message', 'sqli', 0.9],
    ['shell_command_in_message', 'oscmd', 0.9],
    ['nosql_operator_in_message', 'nosqli', 0.9],
    ['xml_entity_in_message', 'xxe', 0.6],
    ['script_in_message', 'xss', 0.85],
  ])('%s finds what it found', (id, kind, share) => {
    const rule = rules.find(({ metadata }) => metadata.id === id)!
    const attacks = textsIn(`payloads/attack-${kind}.jsonl`).map(decoded)
    const [plain, wrapped] = [batchOf(attacks), batchOf(attacks.map(asMessage))]
    const found = attacks.filter((_, row) => fires(rule, wrapped, row) || fires(rule, plain, row))
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

/** As messages of a client. */
function batchOf(texts: readonly string[]): Batch {
  const batch = new Batch(layout)
  for (const text of texts) {
    const row = batch.add(categoryBits(ecsCategory.message!), 0, 0, 0, nowhere)
    batch.set(row, layout.slot('websocket.direction'), 'client')
    batch.set(row, layout.slot('websocket.payload.text'), text)
  }
  detecting.extend(batch)
  return batch
}

const fires = ({ detect }: Rule, batch: Batch, row: number): boolean =>
  detect.kind === 'event' && detect.test(batch, row)

const nowhere = { id: () => '', document: () => ({}) }
