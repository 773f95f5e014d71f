// The tables behind the warnings, held against every event that a sample shows: none has what it could never have.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { domainOf, isLacking } from '../../src/compiler/2-check/domains.ts'
import { categoryBits } from '../../src/event/category.ts'
import { flatten } from '../../src/event/document.ts'
import { fieldOf, schema } from '../../src/event/schema.ts'

const root = join(import.meta.dirname, '../..')
const files = globSync('{connectors/**/samples,test/conformance/frames}/*.ndjson', { cwd: root })

function isPossible(name: string, value: unknown): boolean {
  const domain = domainOf(name)
  if (domain === null) return true
  if (domain.kind === 'words') return domain.words.includes(String(value))
  return typeof value === 'number' && value >= domain.least && value <= domain.most
}

/** What a line that is not JSON says is not known. */
const parsed = (line: string): object => {
  try {
    return JSON.parse(line) as object
  } catch {
    return {}
  }
}

test.each(files)('%s holds nothing that could not be', (file) => {
  const lines = readFileSync(join(root, file), 'utf8').split('\n')
  const impossible = lines.map(parsed).flatMap((event) => {
    const fields = flatten(event)
    const categories = fields['event.category']
    const bits = categoryBits([categories ?? []].flat().map(String))
    return Object.entries(fields).flatMap(([name, value]) =>
      fieldOf(name) && (isLacking(name, bits) || !isPossible(name, value)) ? [[name, value, categories]] : [],
    )
  })
  expect(impossible).toEqual([])
})

test('every field that something is said of is in the schema', () => {
  const said = Object.keys(schema).filter((name) => domainOf(name) !== null)
  expect(said.length).toBeGreaterThan(15)
  expect(said.filter((name) => fieldOf(name)?.many)).toEqual([])
})
