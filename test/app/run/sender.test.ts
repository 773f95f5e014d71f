// What `respond log` writes, as `actions.log` in the config says.
import { afterEach, expect, test, vi } from 'vitest'
import { createLog } from '../../../src/app/run/log.ts'
import { Meter } from '../../../src/app/run/meter.ts'
import { createSender } from '../../../src/app/run/sender.ts'
import { defaultConfig } from '../../../src/config/default.ts'
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts'
import { commit, outboxEntry } from '../../store/incidents.ts'

afterEach(() => vi.restoreAllMocks())

const payload = JSON.stringify({
  data: {
    '@timestamp': '2026-01-01T10:00:00Z',
    rule: { id: 'some_rule' },
    tripline: { level: 'high' },
    message: 'Found.',
  },
})

test.each([
  ['text', '2026-01-01T10:00:00Z high some_rule - Found.\n'],
  ['json', `${JSON.stringify(JSON.parse(payload).data)}\n`],
] as const)('log: %s', async (format, expected) => {
  const store = openSqliteStore(':memory:')
  await store.commit([commit(1, { outbox: [outboxEntry('o1', { action: 'log', target: 'log', payload })] })], 0)
  const config = { ...defaultConfig(), actions: { webhooks: {}, log: format } }
  const found = { config, path: null, resolve: (path: string) => path }
  const watching = { log: createLog(false, () => {}), meter: new Meter([]) }
  let written = ''
  vi.spyOn(process.stdout, 'write').mockImplementation(((text: string, done: () => void) => {
    written += text
    done()
    return true
  }) as never)
  await createSender(found, store, watching).drain()
  expect(written).toBe(expected)
  store.close()
})
