// The log file of a container: what it wrote is read as if it had been written to the file itself.
import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ndjson } from '../../connectors/ndjson/connector.ts'
import { Batch } from '../../src/event/batch.ts'
import { containerAware, unwrapHead } from '../../src/intake/container-log.ts'
import { readHead } from '../../src/intake/head.ts'
import { recognise } from '../../src/intake/recognise.ts'
import { request } from '../connectors/read.ts'
import { collect, layout, messagesOf, ndjsonFile, take, temporaryFolder } from './place.ts'

const event = (message: string): string => `{"@timestamp":0,"event.category":"auth","message":"${message}"}`
const named = (message: string): string => event(message).replace('{', '{"log":"a\\"proxy\\\\",')
const time = '2026-11-22T04:22:05.123456789Z'
const docker = (log: string, stream = 'stdout'): string => JSON.stringify({ log, stream, time })
const cri = (tag: string, text: string, stream = 'stdout'): string => `${time} ${stream} ${tag} ${text}`
const halves = (text: string): readonly [string, string] => [text.slice(0, 30), text.slice(30)]

function read(lines: readonly string[], cuts: readonly number[] = [Number.POSITIVE_INFINITY]) {
  const reasons: string[] = []
  const aside = { put: (reason: string) => void reasons.push(reason) }
  const inner = ndjson.open(null, { source: 'log', wanted: layout, request, aside })
  const reader = containerAware(inner, aside)
  const batch = new Batch(layout)
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''))
  let used = 0
  let given = 0
  for (let piece = 0; given < bytes.length; piece++) {
    given = Math.min(bytes.length, given + Math.max(1, cuts[piece % cuts.length]!))
    used += reader.read(bytes.subarray(used, given), used, given === bytes.length, batch)
  }
  return {
    messages: batch.columns[0]!.list(batch.length),
    ids: batch.origins.map((origin) => origin.id()),
    reasons,
  }
}

const [first, second] = halves(event('a'))

describe.each([
  ['whole lines of Docker', [docker(`${event('a')}\n`), docker(`${event('b')}\n`)], ['a', 'b']],
  ['whole lines of CRI', [cri('F', event('a')), cri('F', event('b'), 'stderr')], ['a', 'b']],
  ['parts of Docker', [docker(first), docker(`${second}\n`), docker(`${event('b')}\n`)], ['a', 'b']],
  ['parts of CRI', [cri('P', first), cri('F', second), cri('F', event('b'))], ['a', 'b']],
  [
    'parts between lines of the other stream',
    [cri('P', first), cri('F', event('b'), 'stderr'), cri('F', second)],
    ['a', 'b'],
  ],
  [
    'parts of both streams',
    [cri('P', first), cri('P', first, 'stderr'), cri('F', second), cri('F', second, 'stderr')],
    ['a', 'a'],
  ],
  ['a part without its end', [cri('F', event('b')), cri('P', event('a'))], ['b', 'a']],
  ['no container', [event('a'), event('b')], ['a', 'b']],
  ['a log of its own name', [named('a'), named('b')], ['a', 'b']],
])('%s', (_name, lines, messages) => {
  test('give what was written', () => {
    expect(read(lines)).toMatchObject({ messages, reasons: [] })
  })

  test('are the same however the bytes are cut', () => {
    const whole = read(lines)
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1 }), (cuts) => {
        expect(read(lines, cuts)).toEqual(whole)
      }),
    )
  })
})

test('an event is named by the place where its line begins', () => {
  const lines = [cri('P', first), cri('F', second), cri('F', event('b'))]
  expect(read(lines).ids).toEqual(['log:0', `log:${lines[0]!.length + lines[1]!.length + 2}`])
})

test('a line that is not of the container is put aside, and does not end the reading', () => {
  expect(read([cri('F', event('a')), 'nonsense', cri('F', event('b'))])).toMatchObject({
    messages: ['a', 'b'],
    reasons: ['not a line of a container’s log'],
  })
})

test.each([
  ['Docker', docker(`${event('a')}\n`)],
  ['CRI', cri('F', event('a'))],
])('of a file of %s the format inside is recognised, and read', async (_name, line) => {
  const path = join(temporaryFolder(), 'container.log')
  writeFileSync(path, `${line}\n${line}\n`)
  const found = recognise(await readHead(path))
  expect(found.kind === 'log' && found.connector.name).toBe('ndjson')
  const deliveries = await collect(ndjsonFile(path).deliveries(layout))
  expect(deliveries.flatMap(messagesOf)).toEqual(['a', 'a'])
})

test.each(['', '{"log":{"version":"1.2"}}', '{"log":"no container"}', named('a'), '2026-11-22 a date', event('a')])(
  'the head %j is of no container',
  (head) => {
    expect(unwrapHead(Buffer.from(head))).toBeNull()
  },
)

test('a followed one goes on where a part waits for its end, though more had been read', async () => {
  const path = join(temporaryFolder(), '0.log')
  const write = (lines: readonly string[]): void => appendFileSync(path, `${lines.join('\n')}\n`)
  const lost: unknown[] = []
  const follow = (stop: AbortController) =>
    ndjsonFile(path, { follow: true, signal: stop.signal, onLost: (one) => lost.push(one) })
  write([cri('P', first), cri('P', first, 'stderr')])
  const stop = new AbortController()
  const taking = take(follow(stop), stop, 1)
  await pause(60)
  write([cri('F', second)])
  const { last } = await taking
  write([cri('F', event('b')), cri('F', second, 'stderr')])
  const again = new AbortController()
  expect((await take(follow(again), again, 2, last)).messages).toEqual(['a', 'b'])
  expect(lost).toEqual([])
})
