// Who may open a store: one run at a time, and commands that look at what is there.
import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openKeptStore, openOwnStore } from '../../src/app/store.ts'

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tripline-own-'))
  path = join(folder, 'tripline.db')
})
afterEach(() => rmSync(folder, { recursive: true }))

test('a second run on the same store is refused, by whatever name it calls it', async () => {
  const first = await openOwnStore(path)
  symlinkSync(path, join(folder, 'other.db'))
  await expect(openOwnStore(path)).rejects.toMatchObject({ code: 'STORE_IN_USE' })
  await expect(openOwnStore(join(folder, 'other.db'))).rejects.toMatchObject({ code: 'STORE_IN_USE' })
  await first.close()
  const next = await openOwnStore(path)
  await next.close()
})

test('while a run has it, what it kept can be looked at', async () => {
  const running = await openOwnStore(path)
  const looking = await openKeptStore(path)
  expect(await looking.list({ limit: 1 })).toEqual([])
  await looking.close()
  await running.close()
})

test('looking makes no store', async () => {
  await expect(openKeptStore(path)).rejects.toMatchObject({ code: 'STORE_NOT_FOUND' })
  expect(existsSync(path)).toBe(false)
})

test.skipIf(process.platform === 'win32')('nobody else can read what lies beside the store', async () => {
  const store = await openOwnStore(path)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(statSync(`${path}.lock`).mode & 0o777).toBe(0o600)
  await store.close()
})
