// Lists that a run publishes, as a worker has them: the same, and up to date.
import { expect, test } from 'vitest'
import { PublishedLists } from '../../src/app/published-lists.ts'
import { listKey } from '../../src/app/rules.ts'
import { compileRules } from '../../src/compiler/compile.ts'
import { rowOf } from '../compiler/evaluate.ts'

const reference = { type: 'ip', path: 'rules/a_rule_of_lists.trip', name: 'known', file: 'known.txt' } as const
const rule =
  'list known: ip = file("known.txt")\nrule a_rule_of_lists {\n  title "A rule"\n  level low\n  detect auth where source.ip in $known\n}\n'

function shelf() {
  const texts = new Map<string, string>()
  const index = new Map<string, string>()
  return {
    texts,
    put(text: string): void {
      index.set(listKey(reference), `hash of ${text}`)
      texts.set(`hash of ${text}`, text)
    },
    index: async () => new Map(index),
    read: async (hash: string) => texts.get(hash) ?? null,
  }
}

test('a list is what was published last, for rules that were compiled before', async () => {
  const kept = shelf()
  kept.put('192.0.2.1')
  const lists = new PublishedLists(kept)
  await lists.refresh()
  const { ruleset } = compileRules([{ path: 'rules/a_rule_of_lists.trip', text: rule }], { loadList: lists.load })
  const detect = ruleset.rules[0]!.detect
  if (detect.kind !== 'event') throw new Error(detect.kind)
  const holds = (address: string): boolean => detect.test(rowOf(ruleset.layout, { 'source.ip': address }), 0)
  const before = [holds('192.0.2.1'), holds('192.0.2.2')]
  kept.put('192.0.2.2')
  await lists.refresh()
  expect([before, [holds('192.0.2.1'), holds('192.0.2.2')]]).toEqual([
    [true, false],
    [false, true],
  ])
})

test('a list whose text is gone stays what it was, and a list that nobody published is not there', async () => {
  const kept = shelf()
  kept.put('192.0.2.1')
  const lists = new PublishedLists(kept)
  await lists.refresh()
  kept.put('192.0.2.2')
  kept.texts.clear()
  await lists.refresh()
  const loaded = lists.load(reference)
  expect([loaded?.ok && loaded.list.exact.has('192.0.2.1'), lists.load({ ...reference, name: 'other' })]).toEqual([
    true,
    null,
  ])
})
