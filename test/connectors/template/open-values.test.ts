// Values that a stranger fills with anything, and that are logged as they came: what is found of them is true.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createSplitter, cutOf, type Shapes } from '../../../connectors/template/split.ts'
import type { Escape } from '../../../grammar/log-format/log-format.ts'
import { parseEnvoyFormat } from '../../../grammar/log-format/parse-envoy.ts'

/** Names in capitals are plain, those with a REQ are open. */
const shapes: Shapes = {
  lengths: {},
  leads: { PATH: '/' },
  blocks: { BLOCK: '{}' },
  isOpen: (name) => name.startsWith('REQ'),
}

function split(format: string, line: string, mode: Escape = 'none'): readonly (string | null)[] | null {
  const parsed = parseEnvoyFormat(format)
  if (!parsed.ok) throw new Error(format)
  const splitter = createSplitter(cutOf(parsed.format.parts, mode, shapes))
  const spans = new Int32Array(splitter.names.length * 2)
  if (!splitter.split(line, spans)) return null
  return splitter.names.map((_name, index) =>
    spans[2 * index]! < 0 ? null : line.slice(spans[2 * index], spans[2 * index + 1]),
  )
}

describe('open values', () => {
  const two = '%A% "%REQ(X)%" "%REQ(Y)%" %B% %C%'

  test.each<readonly [name: string, format: string, line: string, values: readonly (string | null)[] | null]>([
    ['are found where they hold nothing odd', two, '1 "x" "y" 2 3', ['1', 'x', 'y', '2', '3']],
    ['cannot be told apart where one looks like both', two, '1 "x" "y" "z" 2 3', ['1', null, null, '2', '3']],
    ['do not lead those before and behind them astray', two, '1 "x" 9 9" "y" 2 3', ['1', 'x" 9 9', 'y', '2', '3']],
    ['are exact where there is one alone', '%A% "%REQ(X)%" %B%', '1 "" 7 "" 8" 2', ['1', '" 7 "" 8', '2']],
    ['may be the first', '%REQ(X)% %A%', 'a b c 1', ['a b c', '1']],
    ['may be the last', '%A% %REQ(X)%', '1 a b c', ['1', 'a b c']],
    ['may be all there is', '%REQ(X)%', 'a b', ['a b']],
    ['may be empty', two, '1 "" "" 2 3', ['1', '', '', '2', '3']],
    ['may stand behind a path', '%A%%PATH% "%REQ(X)%" %B%', 'h/p "a" 1" 2', ['h', '/p', 'a" 1', '2']],
    ['are missing in a line that ends early', two, '1 "x" "y" 2', null],
    ['are missing in a line that begins otherwise', '[%A%] %REQ(X)%', 'x 1] y', null],
    ['are missing in a line that is too short for two', '"%REQ(X)%" "%REQ(Y)%"', '"x"', null],
  ])('%s', (_name, format, line, values) => {
    expect(split(format, line)).toEqual(values)
  })

  test('are found as they were written, or not at all', () => {
    const value = fc.string({ unit: fc.constantFrom('"', ' ', 'a', '1'), maxLength: 8 })
    const plain = fc.stringMatching(/^\d{1,3}$/)
    fc.assert(
      fc.property(plain, value, value, value, plain, plain, (a, x, y, z, b, c) => {
        const found = split('%A% "%REQ(X)%" "%REQ(Y)%" %REQ(Z)% %B% %C%', `${a} "${x}" "${y}" ${z} ${b} ${c}`)
        const wrong = [a, x, y, z, b, c].filter((written, at) => found![at] !== null && found![at] !== written)
        expect(wrong).toEqual([])
        expect([found![0], found![4], found![5]]).toEqual([a, b, c])
      }),
    )
  })

  test('are all found where none holds a quote', () => {
    const value = fc.string({ unit: fc.constantFrom(' ', 'a', '-', '1'), maxLength: 8 })
    fc.assert(
      fc.property(value, value, (x, y) => {
        expect(split(two, `1 "${x}" "${y}" 2 3`)).toEqual(['1', x, y, '2', '3'])
      }),
    )
  })
})

describe('a block', () => {
  const format = '%A%/%B% %BLOCK% %BLOCK% "%R%"'

  test.each<readonly [name: string, line: string, values: readonly string[] | null]>([
    ['that is there', '1/2 {a|b} {c d} "GET"', ['1', '2', '{a|b}', '{c d}', 'GET']],
    ['that is there alone', '1/2 {a b} "GET"', ['1', '2', '{a b}', '', 'GET']],
    ['that is missing', '1/2 "GET"', ['1', '2', '', '', 'GET']],
    ['that is empty', '1/2 {} "GET"', ['1', '2', '{}', '', 'GET']],
    ['that is not closed', '1/2 {a "GET"', null],
    ['that something follows', '1/2 {a}b "GET"', null],
  ])('%s', (_name, line, values) => {
    expect(split(format, line, 'default')).toEqual(values)
  })
})
