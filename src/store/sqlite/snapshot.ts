// Pieces of a state → a snapshot in the store file, in the place of the one before once it is whole.
import type { DatabaseSync } from 'node:sqlite'
import { pack, unpack } from '../pieces.ts'
import type { Snapshot, SnapshotWriter } from '../store.ts'
import { transact } from './database.ts'

/** Pieces of snapshots that are over, dropped with each that is written: no transaction has to drop all of them. */
const droppedAtOnce = 2

export function beginSnapshot(database: DatabaseSync, format: number): SnapshotWriter {
  const number =
    numbered(
      database,
      'SELECT max(number) AS n FROM (SELECT number FROM snapshot UNION ALL SELECT number FROM snapshot_pieces)',
    ) + 1
  const covered = numbered(database, 'SELECT max(place) AS n FROM journal')
  const insert = database.prepare('INSERT INTO snapshot_pieces (number, data) VALUES (?, ?)')
  const drop = database.prepare(`
    DELETE FROM snapshot_pieces WHERE place IN (
      SELECT place FROM snapshot_pieces
      WHERE number <> ? AND number NOT IN (SELECT number FROM snapshot) ORDER BY place LIMIT ${droppedAtOnce})`)
  let pieces = 0
  return {
    write: async (piece) => {
      const packed = await pack(piece, pieces)
      transact(database, () => {
        drop.run(number)
        insert.run(number, packed)
      })
      pieces++
    },
    finish: async () =>
      transact(database, () => {
        database.prepare('INSERT OR REPLACE INTO snapshot (only, format, number) VALUES (1, ?, ?)').run(format, number)
        database.prepare('DELETE FROM journal WHERE place <= ?').run(covered)
      }),
  }
}

export function readSnapshot(database: DatabaseSync): Snapshot | null {
  const row = database.prepare('SELECT format, number FROM snapshot').get()
  if (!row) return null
  const packed = database.prepare('SELECT data FROM snapshot_pieces WHERE number = ? ORDER BY place').all(row.number!)
  return { format: Number(row.format), pieces: unpacked(packed.map(({ data }) => data as Uint8Array)) }
}

/** As often as they are asked for. */
const unpacked = (packed: readonly Uint8Array[]): Iterable<Uint8Array> => ({
  [Symbol.iterator]: () => unpack(packed),
})

const numbered = (database: DatabaseSync, query: string): number => Number(database.prepare(query).get()?.n ?? 0)
