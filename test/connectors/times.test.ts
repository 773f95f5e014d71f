// Whatever stands where a time should, an event's time is one that counts exactly, or the line is told to be unreadable.
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { connectors } from '../../connectors/index.ts'
import { isTime } from '../../src/event/time.ts'
import { documentsOf, read } from './read.ts'

const root = resolve(import.meta.dirname, '../../connectors')

/** Of numbers, of seconds and milliseconds, of years. */
const extremes = [
  ...['-1', '0', '9', '1e300', '-1e300', '99999999999', '253402300799', '253402300800000', '8640000000000000'],
  ...['8640000000000001', '9007199254740992', '99999999999999999', '18446744073709551615', '9'.repeat(300)],
  ...['0001', '1600', '2256', '9999', 'NaN'],
]

test.each(connectors)('$name', (connector) => {
  const folder = join(root, connector.name, 'samples')
  const samples = readdirSync(folder)
    .filter((name) => name.endsWith('.log') && name === name.replace('.settings', ''))
    .map((name) => ({ text: readFileSync(join(folder, name), 'utf8'), settings: settingsOf(join(folder, name)) }))
  const cases = fc.constantFrom(...samples).chain(({ text, settings }) => {
    const numbers = [...text.matchAll(/-?\d+(?:\.\d+)?/g)]
    const mutation = fc.record({ number: fc.constantFrom(...numbers), by: fc.constantFrom(...extremes) })
    return mutation.map(({ number, by }) => ({
      settings,
      text: text.slice(0, number.index) + by + text.slice(number.index + number[0].length),
    }))
  })
  fc.assert(
    fc.property(cases, ({ text, settings }) => {
      const sample = read(connector, Buffer.from(text), { settings })
      expect([...sample.batch.times].slice(0, sample.batch.length).filter((us) => !isTime(us))).toEqual([])
      for (const document of documentsOf(sample)) expect(document['@timestamp']).toMatch(/^\d{4}-\d\d-\d\dT/)
    }),
    { numRuns: 150 },
  )
})

function settingsOf(path: string): Readonly<Record<string, unknown>> {
  const settings = path.replace(/log$/, 'settings.json')
  return readdirSync(join(settings, '..')).includes(settings.split('/').at(-1)!)
    ? JSON.parse(readFileSync(settings, 'utf8'))
    : {}
}
