// The Store contract, held against SQLite in memory and in a file.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts'
import { storeContract } from './store.contract.ts'

const folder = mkdtempSync(join(tmpdir(), 'tripline-store-'))
let files = 0
afterAll(() => rmSync(folder, { recursive: true }))

storeContract('SQLite in memory', async () => openSqliteStore(':memory:'))
storeContract('SQLite in a file', async () => openSqliteStore(join(folder, `${files++}.db`)))
