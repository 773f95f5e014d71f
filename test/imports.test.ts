// What the law over imports sees of a module: a form of import that it overlooked would be a way around it.
import { expect, test } from 'vitest'
import { importsOf } from './imports.ts'

// biome-ignore format: table
test.each([
  [`import { a } from './a.ts'`,                       './a.ts',    false],
  [`import type { A } from './a.ts'`,                  './a.ts',    true],
  [`import { type A, type B } from './a.ts'`,          './a.ts',    true],
  [`import { type A, b } from './a.ts'`,               './a.ts',    false],
  [`import {\n  type A,\n  type B,\n} from './a.ts'`,  './a.ts',    true],
  [`import {\n  type A,\n  b,\n} from './a.ts'`,       './a.ts',    false],
  [`import a from 'nearley'`,                          'nearley',   false],
  [`import * as a from 'node:fs'`,                     'node:fs',   false],
  [`import 'node:fs'`,                                 'node:fs',   false],
  [`export { a } from './a.ts'`,                       './a.ts',    false],
  [`export * from './a.ts'`,                           './a.ts',    false],
  [`export type { A } from './a.ts'`,                  './a.ts',    true],
  [`const a = await import('./a.ts')`,                 './a.ts',    false],
])('%j', (text, from, typesOnly) => {
  expect(importsOf(text)).toEqual([{ from, typesOnly }])
})

test('text that only speaks of imports imports nothing', () => {
  expect(importsOf(`// import from 'here'\nconst message = "import it"\nexport const from = 'there'`)).toEqual([])
})
