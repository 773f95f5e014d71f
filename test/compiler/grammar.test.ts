// The grammar itself: nothing in it is ambiguous, and words that mean something in one place are names elsewhere.
import { Lexer } from 'chevrotain'
import { expect, test } from 'vitest'
import { tokens } from '../../grammar/rule/tokens.ts'
import { parseFile, parseQuery } from '../../src/compiler/1-parse/parse.ts'

test('no token hides another', () => {
  expect(new Lexer([...tokens]).lexerDefinitionErrors).toEqual([])
})

const reserved = new Set(['and', 'or', 'not', 'in', 'like', 'regex', 'true', 'false', 'null'])
const words = tokens.map(({ LABEL }) => LABEL ?? '').filter((label) => /^[a-z_]+$/.test(label) && !reserved.has(label))

test.each(words)('a field may be called %s', (word) => {
  const { tree, diagnostics } = parseQuery(
    `sequence by ${word} with maxspan=1s [any where ${word} == ${word}] [any where ${word}.${word} : "a"]`,
  )
  expect(diagnostics).toEqual([])
  expect(tree).toMatchObject({
    by: [{ name: word }],
    steps: [{}, { events: { condition: { value: { name: `${word}.${word}` } } } }],
  })
})

test('a reserved word is a field in backquotes', () => {
  const { tree, diagnostics } = parseQuery('any where `in` == 1 and ?`not` == 2')
  expect(diagnostics).toEqual([])
  expect(tree).toMatchObject({
    condition: { all: [{ left: { name: 'in' } }, { left: { name: 'not', optional: true } }] },
  })
})

test('what follows a mistake is still read', () => {
  const { tree, diagnostics } = parseFile(
    'rule first_of_two { titel "a" }\nrule second_of_two { title "b" level high }',
  )
  expect(diagnostics.map(({ code }) => code)).toEqual(['R101'])
  expect(tree.declarations.map(({ name }) => name.text)).toEqual(['first_of_two', 'second_of_two'])
})
