// What queries find, by vectors: our own, and those of EQL in the development data, each group through the whole engine.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { eventsOf, found, type Vector } from './semantics/hunting.ts'

const own = join(import.meta.dirname, 'semantics')
const data = join(process.env['TRIPLINE_DATA'] ?? '', 'eql')
const isThere = process.env['TRIPLINE_DATA'] !== undefined && existsSync(data)
if (!isThere) console.warn('SKIPPED: the EQL vectors; TRIPLINE_DATA names no folder that holds eql/.')

interface Group {
  readonly folder: string
  readonly vectors: string
  readonly events: string
  /** The field that names an event. */
  readonly id: string
  /** How many there are at least: none is left out unseen. */
  readonly least: number
}

/** `nulls.json` asks about `nulls.ndjson`. */
const ownGroups: readonly Group[] = readdirSync(own)
  .filter((file) => file.endsWith('.json'))
  .map((vectors) => ({ folder: own, vectors, events: vectors.replace('.json', '.ndjson'), id: 'id', least: 10 }))

const dataGroups: readonly Group[] = [
  { folder: data, vectors: 'queries.json', events: 'events.ndjson', id: 'serial_event_id', least: 70 },
  { folder: data, vectors: 'missing-queries.json', events: 'missing-events.ndjson', id: 'sequence', least: 17 },
]

const read = (folder: string, file: string): string => readFileSync(join(folder, file), 'utf8')

function hold({ folder, vectors: file, events: eventFile, id, least }: Group): void {
  const vectors = JSON.parse(read(folder, file)) as readonly Vector[]
  const events = eventsOf(read(folder, eventFile))
  const ofSequences = vectors.filter(({ query }) => /^\s*(?:sequence|sample)\b/.test(query)).length
  console.info(`${file}: ${vectors.length} queries over ${events.length} events, ${ofSequences} of them of several.`)

  test('every vector is run, none is left out', () => expect(vectors.length).toBeGreaterThanOrEqual(least))

  test.each(vectors)('$id: $query', ({ query, expect: wanted }) => {
    expect(found(query, events, id)).toEqual(wanted)
  })
}

test('there are vectors of our own', () => expect(ownGroups.length).toBeGreaterThanOrEqual(5))

describe.each(ownGroups)('our $vectors', hold)

describe.skipIf(!isThere)('the development data', () => {
  if (isThere) describe.each(dataGroups)('$vectors', hold)
})
