// Which logs need not be remembered: gone for a week, or one of very many.
import { expect, test } from 'vitest'
import { goneFor } from '../../../src/app/run/gone.ts'

const dayMs = 24 * 3_600_000
const nowMs = 100 * dayMs
const writtenDaysAgo = (days: number) => ({ resume: { at: 1, place: { changedMs: nowMs - days * dayMs } } })
const none: ReadonlySet<string> = new Set()

test('a log that is gone is remembered for a week', () => {
  const positions = new Map<string, { resume: unknown }>([
    ['/logs/a.log', writtenDaysAgo(8)],
    ['/logs/b.log', writtenDaysAgo(6)],
    ['/logs/old.log.gz', { resume: { at: 1, place: null } }],
  ])
  expect(goneFor(positions, { path: '/logs/*', there: none, nowMs })).toEqual(['/logs/a.log', '/logs/old.log.gz'])
  expect(goneFor(positions, { path: '/logs/', there: none, nowMs })).toEqual(['/logs/a.log', '/logs/old.log.gz'])
})

test('one that is there is remembered, however long nobody wrote to it, and so is what others name', () => {
  const positions = new Map<string, { resume: unknown }>([
    ['/logs/a.log', writtenDaysAgo(80)],
    ['/logs/within/a.log', writtenDaysAgo(80)],
    ['/other/a.log', writtenDaysAgo(80)],
    ['http', { resume: null }],
  ])
  expect(goneFor(positions, { path: '/logs/*.log', there: new Set(['/logs/a.log']), nowMs })).toEqual([])
})

test('of very many that are gone the last ones are remembered', () => {
  const positions = new Map(
    Array.from({ length: 1010 }, (_, n) => [`/logs/${n}.log`, writtenDaysAgo(n / 1000)] as const),
  )
  expect(goneFor(positions, { path: '/logs', there: none, nowMs })).toEqual(
    Array.from({ length: 10 }, (_, n) => `/logs/${n + 1000}.log`),
  )
})
