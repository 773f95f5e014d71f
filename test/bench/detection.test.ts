// What the bench counts: strings found in each message that carries them, and what is held back is never shown.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readJudged } from '../../bench/detection/judged.ts'
import { isHeldBack, readAttacks, readBenign } from '../../bench/detection/strings.ts'
import { tallyOf } from '../../bench/detection/tally.ts'
import { pathTraversal } from '../../src/detect/path_traversal/detector.ts'
import { xxe } from '../../src/detect/xxe/detector.ts'
import { temporaryFolder } from '../intake/place.ts'

const sample = (text: string, isHeldBack = false, isRejected = false) => ({ id: text, text, isHeldBack, isRejected })

test('attacks count by their own detector and by any, apart from those held back', () => {
  const samples = [
    sample('<!ENTITY a SYSTEM "b">'),
    sample('../../etc/passwd'),
    sample('nothing'),
    sample('held', true),
  ]
  const tally = tallyOf({ name: 'xxe', threat: 'xxe', samples }, [xxe, pathTraversal])
  expect(tally.developed).toEqual({ strings: 3, messages: 15, found: 5, foundByAny: 10 })
  expect(tally.heldBack).toEqual({ strings: 1, messages: 5, found: 0, foundByAny: 0 })
  expect(tally.failures.map(({ text, found }) => [text, ...found])).toEqual([
    ['../../etc/passwd', 'path_traversal climbs-to-system-file'],
    ['nothing'],
  ])
})

test('what both readers reject counts in the lists as they are, and is left out beside them', () => {
  const samples = [sample('<!ENTITY a SYSTEM "b">'), sample('no entity', false, true), sample('none', true, true)]
  const tally = tallyOf({ name: 'xxe', threat: 'xxe', samples }, [xxe])
  expect([tally.developed.strings, tally.heldBack.strings]).toEqual([2, 1])
  expect(tally.judged).toEqual({
    developed: { strings: 1, messages: 5, found: 5, foundByAny: 5 },
    heldBack: { strings: 0, messages: 0, found: 0, foundByAny: 0 },
  })
  expect(tally.failures.map(({ text, isRejected }) => [text, isRejected])).toEqual([['no entity', true]])
})

test('a benign text fails where it is accused', () => {
  const tally = tallyOf({ name: 'talk', threat: null, samples: [sample('/etc/passwd'), sample('hello')] }, [
    pathTraversal,
  ])
  expect(tally.developed).toMatchObject({ strings: 2, found: 5 })
  expect(tally.failures.map(({ text }) => text)).toEqual(['/etc/passwd'])
})

test('strings are read from their files, but for trivial ones', () => {
  const data = temporaryFolder()
  for (const folder of ['payloads', 'benign']) mkdirSync(join(data, folder))
  const line = (id: string, trivial: boolean) => JSON.stringify({ id, payload: `text of ${id}`, trivial })
  for (const name of 'sqli nosqli oscmd ldap xpath xxe ssti xss'.split(' '))
    writeFileSync(join(data, 'payloads', `attack-${name}.jsonl`), `${line('a', false)}\n${line('b', true)}\n`)
  writeFileSync(join(data, 'benign', 'talk.jsonl'), `${line('c', false)}\n`)
  const expected = { id: 'a', text: 'text of a', isHeldBack: isHeldBack('a'), isRejected: false }
  expect(readAttacks(data).map(({ samples }) => samples)).toEqual(Array(8).fill([expected]))
  expect(readBenign(data).map(({ name, threat, samples }) => [name, threat, samples.length])).toEqual([
    ['talk', null, 1],
  ])
})

const payloads = join(process.env['TRIPLINE_DATA'] ?? '', 'payloads')
const hasData = process.env['TRIPLINE_DATA'] !== undefined && existsSync(payloads)
if (!hasData) console.warn('SKIPPED: set TRIPLINE_DATA to hold the readers’ verdicts against the strings.')

test('of a string there is one verdict, and each reader gave one of three', () => {
  const judged = readJudged()
  expect(new Set(judged.map(({ id }) => id)).size).toBe(judged.length)
  for (const { verdicts } of judged) {
    expect(verdicts).toHaveLength(2)
    for (const verdict of verdicts) expect(['other', 'part', 'none']).toContain(verdict)
  }
})

test.skipIf(!hasData)(
  'every string that was judged is in its list, and none is repeated in what was said of it',
  () => {
    const textOf = new Map<string, string>()
    for (const name of new Set(readJudged().map((judged) => judged.class)))
      for (const line of readFileSync(join(payloads, `attack-${name}.jsonl`), 'utf8')
        .trimEnd()
        .split('\n')) {
        const { id, payload } = JSON.parse(line) as { id: string; payload: string }
        textOf.set(`${name} ${id}`, payload)
      }
    for (const { id, class: name, why = '' } of readJudged()) {
      const text = textOf.get(`${name} ${id}`)
      expect(text, id).toBeDefined()
      for (let at = 0; at + 12 <= why.length; at++)
        expect(text!.toLowerCase().includes(why.slice(at, at + 12).toLowerCase()), id).toBe(false)
    }
  },
)
