// Commits → one transaction with positions, journal, incidents, outbox and request keys; and what a start finds.
import type { DatabaseSync } from 'node:sqlite'
import type { Commit, CommitStore, Recovery } from '../store.ts'
import { transact, transactFleeting } from './database.ts'
import { outboxWriter } from './outbox.ts'
import { beginSnapshot, readSnapshot } from './snapshot.ts'
import { spoolWriter } from './spool.ts'
import { syncSoon } from './sync-soon.ts'
import { incidentWriter } from './write-incident.ts'

/** How long a repeated request is recognised, and how many are remembered at most. */
const requestLifeMs = 24 * 3600_000
const requestLimit = 100_000

/** With `spooling`, changes to incidents go into the spool as well. */
export function commitStore(database: DatabaseSync, spooling: boolean, disk = syncSoon(database)): CommitStore {
  const write = commitWriter(database, spooling)
  const knows = database.prepare('SELECT 1 FROM requests WHERE key = ?')
  return {
    recover: async () => recover(database),
    commit: async (commits, nowMs) => {
      disk.check()
      const isFleeting = commits.every((commit) => commit.isFleeting)
      const once = isFleeting ? transactFleeting : transact
      once(database, () => {
        for (const commit of commits) write(commit, nowMs)
      })
      if (isFleeting && commits.some(({ changes }) => changes.length > 0)) disk.ask()
    },
    beginSnapshot: async (format) => beginSnapshot(database, format),
    knowsRequest: async (key) => knows.get(key) !== undefined,
  }
}

function commitWriter(database: DatabaseSync, spooling: boolean): (commit: Commit, nowMs: number) => void {
  const advance = database.prepare(`
    INSERT INTO positions (source, n, resume) VALUES (?, ?, ?)
    ON CONFLICT (source) DO UPDATE SET n = excluded.n, resume = excluded.resume WHERE excluded.n > positions.n`)
  const forget = database.prepare('DELETE FROM positions WHERE source = ?')
  const note = database.prepare('INSERT INTO journal (source, n, data) VALUES (?, ?, ?)')
  const writeIncident = incidentWriter(database)
  const writeOutbox = outboxWriter(database)
  const writeSpool = spooling ? spoolWriter(database) : () => {}
  const rememberRequest = requestWriter(database)
  return (commit, nowMs) => {
    const { changes } = advance.run(commit.source, commit.n, JSON.stringify(commit.resume ?? null))
    if (changes === 0) return
    if (commit.journal !== null) note.run(commit.source, commit.n, commit.journal)
    for (const change of commit.changes) {
      writeIncident(change, nowMs)
      writeSpool(change, nowMs)
    }
    if (commit.forgets !== undefined) forget.run(commit.forgets)
    for (const entry of commit.outbox) writeOutbox(entry, nowMs)
    if (commit.requestKey !== undefined) rememberRequest(commit.requestKey, nowMs)
  }
}

function requestWriter(database: DatabaseSync): (key: string, nowMs: number) => void {
  const insert = database.prepare('INSERT INTO requests (key, at_ms) VALUES (?, ?) ON CONFLICT (key) DO NOTHING')
  const forgetOld = database.prepare('DELETE FROM requests WHERE at_ms < ?')
  const forgetMany = database.prepare('DELETE FROM requests WHERE place <= (SELECT max(place) FROM requests) - ?')
  return (key, nowMs) => {
    insert.run(key, nowMs)
    forgetOld.run(nowMs - requestLifeMs)
    forgetMany.run(requestLimit)
  }
}

function recover(database: DatabaseSync): Recovery {
  const journal = database.prepare('SELECT source, n, data FROM journal ORDER BY place').all()
  const positions = database.prepare('SELECT source, n, resume FROM positions').all()
  return {
    snapshot: readSnapshot(database),
    journal: journal.map((row) => ({ source: String(row.source), n: Number(row.n), data: String(row.data) })),
    positions: new Map(
      positions.map((row) => [String(row.source), { n: Number(row.n), resume: JSON.parse(String(row.resume)) }]),
    ),
  }
}
