// A failing store is told once, not at every attempt, and its recovery is told too.
import { expect, test } from 'vitest'
import type { Log } from '../../../src/app/run/log.ts'
import { StoreHealth } from '../../../src/app/run/store-health.ts'

function watched() {
  const told: string[] = []
  const log: Log = { info: () => told.push('info'), warn: () => told.push('warn'), error: () => told.push('error') }
  const clock = { ms: 0 }
  return { told, clock, health: new StoreHealth(log, () => clock.ms) }
}

test('an hour of failures every second is told once a minute, and its end once', () => {
  const { told, clock, health } = watched()
  for (; clock.ms < 3_600_000; clock.ms += 1000) health.failed(new Error('full'))
  expect(told).toEqual(Array.from({ length: 60 }, () => 'error'))
  health.worked()
  health.worked()
  expect(told.slice(60)).toEqual(['info'])
})

test('it fails from the first failure until it works, or was not heard of for a while', () => {
  const { clock, health } = watched()
  expect(health.isFailing()).toBe(false)
  health.failed(new Error('full'))
  expect(health.isFailing()).toBe(true)
  clock.ms += 10_000
  expect(health.isFailing()).toBe(false)
  health.failed(new Error('full'))
  health.worked()
  expect(health.isFailing()).toBe(false)
})
