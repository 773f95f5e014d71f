// What was found out of codes is found again of the same codes, whatever it was.
import { expect, test } from 'vitest'
import { leastScanned } from '../../../connectors/access/reader.ts'
import { Answers, own, unknown } from '../../../connectors/access/rows/answers.ts'
import { cloudflare } from '../../../connectors/cloudflare/connector.ts'
import { code } from '../../../src/event/column.ts'
import { createLayout } from '../../../src/event/layout.ts'
import { readText } from '../read.ts'

/** One column, which starts at the word 100, with a code for each row. */
function tableOf(codes: readonly number[]) {
  const words = new Int32Array(200).fill(code.absent)
  words.set(codes, 100)
  return { words, starts: Int32Array.of(100) }
}

test.each([
  ['a value', 7],
  ['nothing', code.absent],
  ['what is made of each row', code.made],
])('%s is an answer', (_name, answer) => {
  const answers = new Answers()
  const table = tableOf([0, 1, 0])
  expect(answers.find(table.words, 0)).toBe(unknown)
  expect(answers.learn([{ column: 0, at: 'code' }], table, 0, () => answer)).toBe(answer)
  expect(answers.find(table.words, 2)).toBe(answer)
  expect(answers.find(table.words, 1)).toBe(unknown)
})

test('what a line has for itself is nobody else’s answer', () => {
  const answers = new Answers()
  const table = tableOf([code.isNumber, code.isNumber])
  expect(answers.learn([{ column: 0, at: 'code' }], table, 0, () => 7)).toBe(own)
  expect(answers.find(table.words, 1)).toBe(own)
})

test('connections that some lines give a name, and others none', () => {
  const start = '2026-11-22T04:22:05Z'
  const line = (n: number): string => {
    const named = n % 3 === 0 ? '' : `"RayID":"ray${n % 7}",`
    return `{"EdgeStartTimestamp":"${start}","EdgeEndTimestamp":"${start}",${named}"EdgeResponseStatus":101,"ClientRequestHost":"app.example.com"}\n`
  }
  const text = Array.from({ length: leastScanned / 64 }, (_, n) => line(n)).join('')
  const wanted = createLayout(['websocket.connection.id'])
  const ids = (cut: number): readonly unknown[] => {
    const { batch } = readText(cloudflare, text, { wanted, cuts: [cut] })
    return Array.from({ length: batch.length }, (_, row) => batch.get(row, 0))
  }
  expect(ids(text.length)).toEqual(ids(leastScanned / 2))
})
