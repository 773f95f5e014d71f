// kill -9 in the middle of commits: nothing that was acknowledged is lost, nothing is there twice.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts'
import { textOf } from './snapshots.ts'

const folder = mkdtempSync(join(tmpdir(), 'tripline-crash-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Lets the child commit for a while after its first word, kills it, and returns the last number it acknowledged. */
async function commitUntilKilled(path: string, afterMs: number): Promise<number> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'commit-loop.ts'), path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.on('data', (bytes) => {
    said += bytes
  })
  const closed = new Promise((resolve) => child.on('close', resolve))
  while (said === '') await sleep(5)
  await sleep(afterMs)
  child.kill('SIGKILL')
  await closed
  return Number(said.split('\n').at(-2))
}

test('after every kill the store holds each commit once, up to the last acknowledged at least', async () => {
  const path = join(folder, 'tripline.db')
  for (const afterMs of [3, 20, 51, 7, 34]) {
    const acknowledged = await commitUntilKilled(path, afterMs)
    const store = openSqliteStore(path)
    const { positions, journal, snapshot } = await store.recover()
    const n = positions.get('file')!.n
    expect(n).toBeGreaterThanOrEqual(acknowledged)
    const ids = Array.from({ length: n }, (_, at) => at + 1)
    const { incidents, total } = await store.search({ limit: n + 1 })
    expect(total).toBe(n)
    expect(incidents.map(({ id }) => id).sort()).toEqual(ids.map((id) => `i${id}`).sort())
    expect(incidents.every(({ count }) => count === 1)).toBe(true)
    expect((await store.due(n, n + 1)).map(({ id }) => id)).toEqual(ids.map((id) => `o${id}`))
    expect((await store.search({ text: 'productId' })).total).toBe(n)
    const covered = Number(textOf(snapshot)?.state ?? 0)
    expect(journal.map((entry) => entry.n)).toEqual(ids.slice(covered))
    await store.close()
    const database = new DatabaseSync(path)
    expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }])
    database.close()
  }
})
