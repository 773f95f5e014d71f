// Every word of the language is explained, and no other.
import { expect, test } from 'vitest'
import { Name, tokens } from '../../grammar/rule/tokens.ts'
import { ownCategories } from '../../src/event/category.ts'
import { categoryDocs, keywords } from '../../src/language-server/keywords.ts'

const words = tokens
  .filter((type) => type !== Name && /^[a-z]\w*~?$/.test(String(type.PATTERN)))
  .map((type) => String(type.PATTERN))

test('every word has its sentence', () => {
  expect(words.length).toBeGreaterThan(60)
  expect(Object.keys(keywords).sort()).toEqual(words.sort())
})

test('every category of our own has one, too', () => {
  expect(ownCategories.filter((name) => categoryDocs[name] === undefined)).toEqual([])
})
