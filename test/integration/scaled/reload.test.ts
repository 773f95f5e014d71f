// Rules and lists that change while producers and workers go on.
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { applyAll } from '../../../src/app/list-files.ts'
import { RuleBook } from '../../../src/app/rule-book.ts'
import { handedOn, type LoadedRules } from '../../../src/app/rules.ts'
import { anyCategory } from '../../../src/event/category.ts'
import { exclusive } from '../../../src/event/position.ts'
import type { Delivery, SourceInfo } from '../../../src/event/source.ts'
import { readRequest } from '../../../src/intake/http.ts'
import { UnreadableLog } from '../../../src/intake/unreadable.ts'
import { publishLists } from '../../../src/queue/redis/lists.ts'
import { request } from '../../connectors/read.ts'
import { freshPrefix, redisServer } from '../../servers.ts'
import { configOf, Index, produce, settled, startOne } from './harness.ts'

const redis = await redisServer()
const folder = mkdtempSync(join(tmpdir(), 'tripline-scaled-reload-'))
mkdirSync(join(folder, 'rules'))
afterAll(() => rmSync(folder, { recursive: true }))

let clock = 1_800_000_000

/** Each time later than the time before. */
function write(path: string, text: string): void {
  writeFileSync(join(folder, path), text)
  utimesSync(join(folder, path), clock, clock++)
}

const rule = (id: string, detect: string, before = ''): void =>
  write(
    `rules/${id}.trip`,
    `${before}\nrule ${id} {\n title "A rule"\n level low\n detect ${detect}\n incident "${id} {user.name}"\n}\n`,
  )

const source: SourceInfo = { id: 'tests', categories: anyCategory, latenessUs: 0 }
let second = 0

function login({ ruleset }: LoadedRules, user: string, outcome: string, address = '192.0.2.9'): Delivery {
  const at = Date.parse('2026-03-01T12:00:00Z') + 1000 * second++
  const event = {
    '@timestamp': new Date(at).toISOString(),
    'event.category': 'auth',
    'event.outcome': outcome,
    'user.name': user,
    'source.ip': address,
  }
  const { batch } = readRequest(Buffer.from(JSON.stringify(event)), `key ${second}`, {
    ...{ source: source.id, layout: ruleset.layout, request },
    unreadable: new UnreadableLog(source.id, 'ndjson'),
  })
  const progress = { us: at * 1000 + 1, nanos: 0, sequence: exclusive }
  return { source: source.id, n: 0, batch, progress, resume: null }
}

const messages = (index: Index): string[] =>
  [...index.known.values()].map(({ document }) => (JSON.parse(document) as { message: string }).message).sort()

describe.skipIf(redis === null)('while producers and workers go on', () => {
  test('a list that changes is asked by workers; rules that change begin anew, and the others go on', async () => {
    rule(
      'a_steady_sequence',
      'sequence by user.name with maxspan=5m [auth where event.outcome == "failure"] [auth where event.outcome == "success"]',
    )
    rule('a_rule_of_a_list', 'auth where source.ip in $known', 'list known: ip = file("known.txt")')
    rule('a_changing_rule', 'auth where event.outcome == "never"')
    write('rules/known.txt', '192.0.2.1\n')
    const book = new RuleBook({ paths: [join(folder, 'rules')] }, { keepsLists: true })
    const found = configOf(redis!.url, freshPrefix())
    const index = new Index()
    const worker = await startOne(found, index)
    let producing = await produce(found, book.rules)
    await producing.producer.addSource(source)
    await producing.producer.submit(login(book.rules, 'alice', 'failure'))
    await producing.producer.submit(login(book.rules, 'bob', 'none', '192.0.2.2'))
    await settled(producing)

    write('rules/known.txt', '192.0.2.2\n')
    const change = book.look()
    applyAll(change!.lists)
    await publishLists(producing.link, handedOn(book.rules))
    for (let n = 0; n < 20 && index.known.size === 0; n++) {
      await producing.producer.submit(login(book.rules, 'carol', 'none', '192.0.2.2'))
      await settled(producing)
      await sleep(300)
    }
    expect(new Set(messages(index))).toEqual(new Set(['a_rule_of_a_list carol']))

    rule('a_changing_rule', 'auth where event.outcome == "success"')
    book.look()
    expect(book.look()?.rules).not.toBeNull()
    await producing.producer.stop()
    await producing.close()
    producing = await produce(found, book.rules)
    await producing.producer.addSource(source)
    await producing.producer.submit(login(book.rules, 'alice', 'success'))
    await producing.producer.submit(login(book.rules, 'dave', 'none', '192.0.2.2'))
    await producing.producer.idle(source.id)
    const expected = [
      'a_changing_rule alice',
      'a_rule_of_a_list carol',
      'a_rule_of_a_list dave',
      'a_steady_sequence alice',
    ]
    await expect.poll(() => [...new Set(messages(index))].sort()).toEqual(expected)
    expect(index.contradictions).toEqual([])
    await producing.producer.stop()
    await worker.stop()
    await producing.close()
  })
})
