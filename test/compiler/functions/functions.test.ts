// Every function of the language does what its own examples say, and is in the list.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { functions } from '../../../src/compiler/functions/index.ts'
import { evaluate } from '../evaluate.ts'

const folder = join(import.meta.dirname, '../../../src/compiler/functions')

describe.each(functions)('$name', (definition) => {
  test.each(definition.examples)('$expression is $value', ({ expression, value }) => {
    expect(evaluate(expression)).toEqual(value)
  })

  test('has examples of itself, and of its folding form', () => {
    const own = definition.examples.filter(({ expression }) => expression.startsWith(`${definition.name}(`))
    const folded = definition.examples.filter(({ expression }) => expression.startsWith(`${definition.name}~(`))
    expect(own.length).toBeGreaterThan(1)
    expect(folded.length > 0).toBe(definition.folds)
  })

  test('takes an array element by element', () => {
    if (definition.learned || definition.parameters[0]?.type !== 'keyword' || definition.parameters.length !== 1) return
    const one = evaluate(`${definition.name}("a")`)
    expect(evaluate(`${definition.name}(event.type)`, { 'event.type': ['a', 'a'] })).toEqual(
      one === null ? null : [one, one],
    )
  })
})

test('the list holds every function that has a file; what detectors find is one', () => {
  const files = readdirSync(folder).filter((file) => file !== 'index.ts' && file !== 'function.ts')
  const fileOf = (name: string) => `${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.ts`
  const named = new Set(functions.map(({ name, isFinding }) => (isFinding ? 'findings.ts' : fileOf(name))))
  expect([...named].toSorted()).toEqual(files.toSorted())
})
