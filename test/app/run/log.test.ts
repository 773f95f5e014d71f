// The program's own log: one line each, whatever a path or a reason holds, and an ECS document where JSON is asked for.
import { expect, test } from 'vitest'
import { createLog, type Log } from '../../../src/app/run/log.ts'
import { OperationalError } from '../../../src/errors.ts'

const hostile = '\u001b[2J\u202e\nERROR forged\u2028\u009b1m\u200b'

function written(json: boolean, write: (log: Log) => void, dataset?: 'tripline.worker'): string[] {
  const lines: string[] = []
  write(createLog(json, (line) => lines.push(line), dataset))
  return lines
}

const document = (write: (log: Log) => void, dataset?: 'tripline.worker'): Record<string, unknown> => {
  const [line] = written(true, write, dataset)
  return JSON.parse(line!) as Record<string, unknown>
}

test.each([
  [true, { reason: hostile }],
  [false, { reason: hostile }],
  [true, { error: new Error(hostile, { cause: new Error(hostile) }) }],
  [false, { error: new Error(hostile) }],
  [true, { path: hostile }],
  [false, { path: hostile }],
])('a stranger can neither add a line nor act on a terminal (JSON: %s, %o)', (json, data) => {
  const lines = written(json, (log) => log.error('A source failed.', data))
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatch(/^[\x20-\x7e]+$/)
})

test('what was hostile is whole in the document', () => {
  expect(document((log) => log.error('A source failed.', { reason: hostile }))).toMatchObject({
    'log.level': 'error',
    'error.message': hostile,
  })
})

test('a line says who wrote it, when and how serious it is', () => {
  expect(document((log) => log.warn('Redis is slow.'), 'tripline.worker')).toEqual({
    '@timestamp': expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    'log.level': 'warn',
    message: 'Redis is slow.',
    'ecs.version': expect.stringMatching(/^9\.\d+\.\d+$/),
    'service.name': 'tripline',
    'service.type': 'tripline',
    'service.version': expect.stringMatching(/^\d+\.\d+\.\d+/),
    'event.dataset': 'tripline.worker',
    'process.pid': process.pid,
  })
})

test('time and level stand first, where people and tools look', () => {
  expect(written(true, (log) => log.info('Ready.'))[0]).toMatch(
    /^\{"@timestamp":"[^"]+","log\.level":"info","message":/,
  )
})

test.each([
  [new OperationalError('UNAVAILABLE'), { 'error.type': 'OperationalError', 'error.code': 'UNAVAILABLE' }],
  [Object.assign(new TypeError('odd'), { code: 'ENOSPC' }), { 'error.type': 'TypeError', 'error.code': 'ENOSPC' }],
  [new Error('outer', { cause: new Error('inner') }), { 'error.message': 'outer (inner)' }],
  [new Error('outer: inner', { cause: new Error('inner') }), { 'error.message': 'outer: inner' }],
  ['thrown text', { 'error.message': 'thrown text' }],
])('what was thrown is told in the fields of ECS: %o', (error, fields) => {
  expect(document((log) => log.error('It failed.', { error }))).toMatchObject(fields)
})

/** Names of ECS that a line may have; whatever else there is stands under our own name. */
// biome-ignore format: list
const ecsNames = new Set([
  '@timestamp', 'log.level', 'message', 'ecs.version', 'service.name', 'service.type', 'service.version',
  'event.dataset', 'process.pid', 'error.message', 'error.type', 'error.code', 'event.duration',
])

test('every name is one of ECS or ours, lower case with dots', () => {
  const data = {
    source: 'a.log',
    incidents: 3,
    waitedMs: 5,
    error: new OperationalError('INTERNAL'),
    'event.duration': 7,
  }
  const names = Object.keys(document((log) => log.error('It failed.', data)))
  expect(names.filter((name) => !/^(?:@timestamp|[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*)$/.test(name))).toEqual([])
  expect(names.filter((name) => !ecsNames.has(name))).toEqual([
    'tripline.source',
    'tripline.incidents',
    'tripline.waited_ms',
  ])
  // One name must not be a value here and hold others there.
  expect(names.filter((name) => names.some((other) => other.startsWith(`${name}.`)))).toEqual([])
})

test('text is the sentence with its data', () => {
  const [line] = written(false, (log) => log.error('A source failed.', { source: 'a.log', error: new Error('gone') }))
  expect(line).toMatch(/^\d\d:\d\d:\d\d ERROR A source failed\. source=a\.log reason=gone$/)
})
