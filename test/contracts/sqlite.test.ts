// Every contract that a SQLite store keeps, held against it in memory and in a file.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { deadLetterBound } from '../../src/store/sqlite/dead-letters.ts'
import { openSqliteStore, type SqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts'
import { commitContract } from './commit.contract.ts'
import { deadLetterContract } from './dead-letter.contract.ts'
import { incidentContract } from './incident.contract.ts'
import { outboxContract } from './outbox.contract.ts'
import { spoolContract } from './spool.contract.ts'
import { unreadableContract } from './unreadable.contract.ts'
import { upkeepContract } from './upkeep.contract.ts'

const folder = mkdtempSync(join(tmpdir(), 'tripline-store-'))
let files = 0
afterAll(() => rmSync(folder, { recursive: true }))

holdAgainst('SQLite in memory', () => openSqliteStore(':memory:', { spooling: true }))
holdAgainst('SQLite in a file', () => openSqliteStore(join(folder, `${files++}.db`), { spooling: true }))

function holdAgainst(name: string, open: () => SqliteStore): void {
  const part = async () => {
    const store = open()
    return { store, spool: store.spool, letters: store.deadLetters, bound: deadLetterBound, close: store.close }
  }
  commitContract(name, async () => {
    const store = open()
    return { store, incidents: () => incidentsOf(store), close: store.close }
  })
  incidentContract(name, async () => takingStore(open()))
  outboxContract(name, part)
  unreadableContract(name, part)
  spoolContract(name, part)
  deadLetterContract(name, part)
  upkeepContract(name, async () => open())
}

async function incidentsOf(store: SqliteStore): Promise<readonly { readonly id: string; readonly count: number }[]> {
  const { incidents } = await store.search({ limit: 1000 })
  return incidents.map(({ id, count }) => ({ id, count })).sort((a, b) => (a.id < b.id ? -1 : 1))
}

function takingStore(store: SqliteStore) {
  let n = 0
  return {
    store,
    take: (changes: Parameters<typeof store.commit>[0][0]['changes'], nowMs: number) =>
      store.commit([{ source: 'test', n: ++n, resume: null, journal: null, changes, outbox: [] }], nowMs),
    expire: store.expire,
    close: store.close,
  }
}
