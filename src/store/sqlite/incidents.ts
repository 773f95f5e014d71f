// Incidents looked up and worked on: search, one by id, status and notes, facets.
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import { levels } from '../../compiler/plan.ts'
import { formatTime } from '../../event/time.ts'
import type { NestedDocument } from '../../event/value.ts'
import type { IncidentStatus } from '../../incident/incident.ts'
import { notesOf } from '../notes.ts'
import type { IncidentStore, IncidentUpdate, StoredIncident } from '../store.ts'
import { transact } from './database.ts'
import { searchIncidents } from './search.ts'

type Row = Readonly<Record<string, SQLOutputValue>>

export function incidentStore(database: DatabaseSync): IncidentStore {
  const read = incidentReader(database)
  const byId = database.prepare('SELECT * FROM incidents WHERE id = ?')
  const get = (id: string): StoredIncident | null => {
    const row = byId.get(id)
    return row ? read(row) : null
  }
  return {
    search: async (query) => {
      const { rows, total, next } = searchIncidents(database, query)
      return { incidents: rows.map(read), total, next }
    },
    get: async (id) => get(id),
    update: async (id, update, nowMs) =>
      transact(database, () => {
        const row = byId.get(id)
        if (!row) return null
        applyUpdate(database, row, update, nowMs)
        return get(id)
      }),
    facets: async () => ({
      rules: countBy(database, 'rule'),
      levels: named(countBy(database, 'level'), (level) => levels[Number(level)]!),
      statuses: countBy(database, 'status'),
    }),
  }
}

function incidentReader(database: DatabaseSync): (row: Row) => StoredIncident {
  const notes = database.prepare('SELECT at_ms, author, text FROM notes WHERE incident = ? ORDER BY place')
  return (row) => {
    const status = row.status as IncidentStatus
    const count = Number(row.count)
    return {
      id: String(row.id),
      status,
      count,
      raisedAt: formatTime(Number(row.us), Number(row.nanos)),
      lastSeenAt: formatTime(Number(row.last_us), Number(row.last_nanos)),
      notes: notes.all(row.place!).map((note) => ({
        at: new Date(Number(note.at_ms)).toISOString(),
        author: String(note.author),
        text: String(note.text),
      })),
      document: brought(JSON.parse(String(row.document)), status, count),
    }
  }
}

/** The document with today's status and count, so that the two never contradict each other. */
function brought(document: NestedDocument, status: IncidentStatus, count: number): NestedDocument {
  const tripline = (document.tripline ?? {}) as NestedDocument
  const incident = (tripline.incident ?? {}) as NestedDocument
  return { ...document, tripline: { ...tripline, incident: { ...incident, status, count } } }
}

function applyUpdate(database: DatabaseSync, row: Row, update: IncidentUpdate, nowMs: number): void {
  const addNote = database.prepare('INSERT INTO notes (incident, at_ms, author, text) VALUES (?, ?, ?, ?)')
  const { status } = update
  if (status !== undefined) {
    database.prepare('UPDATE incidents SET status = ? WHERE place = ?').run(status, row.place!)
  }
  for (const { author, text } of notesOf(row.status as IncidentStatus, update)) {
    addNote.run(row.place!, nowMs, author, text)
  }
}

function countBy(database: DatabaseSync, column: 'rule' | 'level' | 'status'): Readonly<Record<string, number>> {
  const rows = database.prepare(`SELECT ${column} AS name, count(*) AS n FROM incidents GROUP BY ${column}`).all()
  return Object.fromEntries(rows.map((row) => [String(row.name), Number(row.n)]))
}

const named = (
  counts: Readonly<Record<string, number>>,
  name: (key: string) => string,
): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(counts).map(([key, count]) => [name(key), count]))
