// What is parsed once.
import { expect, test } from 'vitest'
import { parsedOnce } from '../../../connectors/template/parsed-once.ts'

test('each format is parsed when it is asked for first', () => {
  const parsed: string[] = []
  const parse = parsedOnce((format) => {
    parsed.push(format)
    return { format }
  })
  expect(parse('%h')).toEqual({ format: '%h' })
  expect(parse('%h')).toBe(parse('%h'))
  expect(parse('%u')).toEqual({ format: '%u' })
  expect(parsed).toEqual(['%h', '%u'])
})
