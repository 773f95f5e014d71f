// What the bench counts: strings found in each message that carries them, and what is held back is never shown.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isHeldBack, readAttacks, readBenign } from '../../bench/detection/strings.ts'
import { tallyOf } from '../../bench/detection/tally.ts'
import { pathTraversal } from '../../src/detect/path_traversal/detector.ts'
import { xxe } from '../../src/detect/xxe/detector.ts'

const sample = (text: string, held = false) => ({ id: text, text, isHeldBack: held })

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

test('a benign text fails where it is accused', () => {
  const tally = tallyOf({ name: 'talk', threat: null, samples: [sample('/etc/passwd'), sample('hello')] }, [
    pathTraversal,
  ])
  expect(tally.developed).toMatchObject({ strings: 2, found: 5 })
  expect(tally.failures.map(({ text }) => text)).toEqual(['/etc/passwd'])
})

test('strings are read from their files, but for trivial ones', () => {
  const data = mkdtempSync(join(tmpdir(), 'detection-'))
  for (const folder of ['payloads', 'benign']) mkdirSync(join(data, folder))
  const line = (id: string, trivial: boolean) => JSON.stringify({ id, payload: `text of ${id}`, trivial })
  for (const name of 'sqli nosqli oscmd ldap xpath xxe ssti xss'.split(' '))
    writeFileSync(join(data, 'payloads', `attack-${name}.jsonl`), `${line('a', false)}\n${line('b', true)}\n`)
  writeFileSync(join(data, 'benign', 'talk.jsonl'), `${line('c', false)}\n`)
  const expected = { id: 'a', text: 'text of a', isHeldBack: isHeldBack('a') }
  expect(readAttacks(data).map(({ samples }) => samples)).toEqual(Array(8).fill([expected]))
  expect(readBenign(data).map(({ name, threat, samples }) => [name, threat, samples.length])).toEqual([
    ['talk', null, 1],
  ])
})
