// A child process that commits without end and says on stdout what is acknowledged. Its parent kills it.
import { writeSync } from 'node:fs'
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts'
import { outboxEntry, raising } from './incidents.ts'
import { saveSnapshot } from './snapshots.ts'

const store = openSqliteStore(process.argv[2]!)
const { positions } = await store.recover()

for (let n = (positions.get('file')?.n ?? 0) + 1; ; n++) {
  const commits = [{ ...raising(n, { id: `i${n}` }), journal: `j${n}`, outbox: [outboxEntry(`o${n}`)] }]
  await store.commit(commits, n)
  // What a restart might send again: it must change nothing.
  await store.commit(commits, n)
  if (n % 50 === 0) await saveSnapshot(store, { format: 1, state: String(n) })
  writeSync(1, `${n}\n`)
}
