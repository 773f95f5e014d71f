// Log formats made into splitters: where each value stands, also where strangers' text looks like the format's own.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nginxVariables } from '../../connectors/nginx/variables.ts'
import { createSplitter, cutOf } from '../../connectors/template/split.ts'
import type { Escape } from '../../grammar/log-format/log-format.ts'
import { parseNginxFormat } from '../../grammar/log-format/parse-nginx.ts'

function split(format: string, line: string, mode: Escape = 'default'): readonly string[] | null {
  const parsed = parseNginxFormat(format)
  if (!parsed.ok) throw new Error(format)
  const splitter = createSplitter(cutOf(parsed.format.parts, mode, nginxVariables.shapes))
  const spans = new Int32Array(splitter.names.length * 2)
  if (!splitter.split(line, spans)) return null
  return splitter.names.map((_name, index) => line.slice(spans[2 * index], spans[2 * index + 1]))
}

const stamp = '22/Nov/2026:04:22:05 +0000'

describe('values are found', () => {
  test.each<readonly [name: string, format: string, mode: Escape, line: string, values: readonly string[]]>([
    ['between literals', '$remote_addr - $status', 'default', '192.0.2.1 - 101', ['192.0.2.1', '101']],
    ['in brackets at both ends', '[$a][$b]', 'default', '[1][2]', ['1', '2']],
    ['when empty', '"$a" "$b"', 'default', '"" ""', ['', '']],
    ['behind a longer separator', '$a :: $b', 'default', '1 : 2 :: 3', ['1 : 2', '3']],
    ['that hold an escaped quote', '"$a","$b"', 'json', '"x\\",\\"","y"', ['x\\",\\"', 'y']],
    ['that end in an escaped backslash', '"$a" "$b"', 'json', '"x\\\\" "y"', ['x\\\\', 'y']],
    ['that hold the end of the line', '"$a"}', 'json', '"x\\"}"}', ['x\\"}']],
    [
      'side by side, before a path',
      '$host$request_uri $status',
      'default',
      'h.example/a 200',
      ['h.example', '/a', '200'],
    ],
    ['that hold the last literal, unquoted', '$a.', 'default', '1.2.3.', ['1.2.3']],
  ])('%s', (_name, format, mode, line, values) => {
    expect(split(format, line, mode)).toEqual(values)
  })

  test('behind a user name that looks like the time', () => {
    const format = '$remote_user [$time_local] "$request"'
    expect(split(format, `x [1] [${stamp}] "GET"`)).toEqual(['x [1]', stamp, 'GET'])
    expect(split(format, `x [${stamp}] y [${stamp}] "GET"`)).toEqual([`x [${stamp}] y`, stamp, 'GET'])
  })
})

test.each([
  ['$a $b', 'one'],
  ['"$a"', '"open'],
  ['"$a"', 'x"y"'],
  ['"$a" $b.', '"x" y'],
  ['"$a"', '"x" and more'],
])('a line that is not of the format %j is refused: %j', (format, line) => {
  expect(split(format, line)).toBeNull()
})

test('what nginx writes is read back, whatever the values are', () => {
  const written = (value: string): string =>
    value.replace(/["\\]|[^ -~]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`)
  const value = fc.string({ unit: fc.constantFrom('"', '\\', ' ', '[', 'a', '-', '\n', '\x7f') }).map(written)
  fc.assert(
    fc.property(value, value, value, (a, b, c) => {
      expect(split('"$a" "$b" - "$c"', `"${a}" "${b}" - "${c}"`)).toEqual([a, b, c])
    }),
  )
})
