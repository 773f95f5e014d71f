// What may come between: full partitions, batches that cannot be evaluated, other rules, workers that come and go.
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { compileFiles, type LoadedRules } from '../../../src/app/rules.ts'
import { anyCategory } from '../../../src/event/category.ts'
import { exclusive } from '../../../src/event/position.ts'
import type { Delivery, SourceInfo } from '../../../src/event/source.ts'
import { readRequest } from '../../../src/intake/http.ts'
import { UnreadableLog } from '../../../src/intake/unreadable.ts'
import { deadLetterStore } from '../../../src/store/redis/dead-letters.ts'
import { request } from '../../connectors/read.ts'
import { freshPrefix, redisServer } from '../../servers.ts'
import { configOf, Index, produce, settled, startOne } from './harness.ts'

const redis = await redisServer()

const counting = (name: string, least: number): { path: string; text: string } => ({
  path: `rules/tests/${name}.trip`,
  text: `rule ${name} {
  title "Many messages"
  level low
  detect
    message where true
    | stats n = count() by source.ip over 1h
    | where n >= ${least}
  incident "{n} messages of {source.ip}"
}
`,
})

const rulesOf = (...files: readonly { path: string; text: string }[]): LoadedRules => {
  const rules = compileFiles({ files, lists: {} })
  expect(rules.ruleset.rules).toHaveLength(files.length)
  return rules
}

const source: SourceInfo = { id: 'tests', categories: anyCategory, latenessUs: 0 }
const begin = Date.parse('2026-03-01T12:00:00Z')

/** One message of that address in that second. */
function message(rules: LoadedRules, second: number, address: string, text = 'hello'): Delivery {
  const at = begin + second * 1000
  const event = {
    '@timestamp': new Date(at).toISOString(),
    'event.category': 'message',
    'source.ip': address,
    'websocket.payload.text': text,
  }
  const { batch } = readRequest(Buffer.from(JSON.stringify(event)), `key ${second} ${address}`, {
    ...{ source: source.id, layout: rules.ruleset.layout, request },
    unreadable: new UnreadableLog(source.id, 'ndjson'),
  })
  return {
    source: source.id,
    n: 0,
    batch,
    progress: { us: at * 1000 + 1, nanos: 0, sequence: exclusive },
    resume: null,
  }
}

const messages = (index: Index): string[] =>
  [...index.known.values()].map(({ document }) => (JSON.parse(document) as { message: string }).message).sort()

describe.skipIf(redis === null)('between producers and workers', () => {
  test('partitions that are full make the sender wait; with a worker all of it gets through', async () => {
    const rules = rulesOf(counting('five_messages', 5))
    const found = configOf(redis!.url, freshPrefix(), { max_megabytes: 1 })
    const producing = await produce(found, rules)
    const { producer } = producing
    await producer.addSource(source)
    const texts = Array.from({ length: 30 }, (_, n) => message(rules, n, '203.0.113.9', 'x'.repeat(100_000)))
    let kept = 0
    const sent = (async () => {
      for (const delivery of texts) {
        await producer.submit(delivery)
        kept++
      }
    })()
    await expect.poll(() => producer.counts.waits).toBeGreaterThan(0)
    expect(kept).toBeGreaterThan(0)
    expect(kept).toBeLessThan(20)
    const index = new Index()
    const worker = await startOne(found, index)
    await sent
    await producer.idle(source.id)
    await settled(producing)
    expect(messages(index)).toEqual(Array.from({ length: 6 }, () => '5 messages of 203.0.113.9'))
    await producer.stop()
    await worker.stop()
    await producing.close()
  })

  test('a batch that cannot be evaluated is set aside; the others go on, in every partition', async () => {
    const rules = rulesOf(counting('two_messages', 2))
    const found = configOf(redis!.url, freshPrefix(), { partitions: 1 })
    const producing = await produce(found, rules)
    const { producer, link } = producing
    await producer.addSource(source)
    for (let second = 0; second < 4; second++) await producer.submit(message(rules, second, '203.0.113.9'))
    const { batches } = link.keys.partition(0)
    const whole = (await link.connection.hget(batches, 'one:3'))!
    await link.connection.hset(batches, 'one:3', whole.slice(0, -20))
    const index = new Index()
    const worker = await startOne(found, index)
    await settled(producing)
    await producer.idle(source.id)
    await settled(producing)
    expect(messages(index)).toEqual(['2 messages of 203.0.113.9'])
    expect(await deadLetterStore(link).listDead(9)).toMatchObject([{ kind: 'batch', target: '0', id: '0/one/3' }])
    await producer.stop()
    await worker.stop()
    await producing.close()
  })

  test('rules that change under way: the others keep their state; who comes back with old ones follows', async () => {
    const before = rulesOf(counting('three_messages', 3))
    const after = rulesOf(counting('three_messages', 3), counting('one_message', 1))
    const found = configOf(redis!.url, freshPrefix())
    const index = new Index()
    const worker = await startOne(found, index)
    const first = await produce(found, before)
    await first.producer.addSource(source)
    for (const second of [0, 1]) await first.producer.submit(message(before, second, '203.0.113.9'))
    await settled(first)
    await first.producer.stop()

    const second = await produce(found, after)
    await second.producer.submit(message(after, 2, '203.0.113.9'))
    await second.producer.idle(source.id)
    await settled(second)
    expect(messages(index)).toEqual(['1 messages of 203.0.113.9', '3 messages of 203.0.113.9'])

    const other = configOf(redis!.url, found.config.queue!.prefix, { producer: 'two' })
    const leading = await produce(other, before)
    expect(leading.rulesAreOfAnother).toBe(false)
    await expect(second.producer.submit(message(after, 3, '203.0.113.9'))).rejects.toThrow()
    const back = await produce(found, after)
    expect(back.rulesAreOfAnother).toBe(true)
    expect(back.rules.ruleset.rules.map(({ metadata }) => metadata.id)).toEqual(['three_messages'])
    for (const { producer } of [leading, second, back]) await producer.stop()
    await worker.stop()
    for (const producing of [first, leading, second, back]) await producing.close()
  })

  test('workers that come and go share the partitions, and leave none behind', async () => {
    const rules = rulesOf(counting('many_messages', 10))
    const found = configOf(redis!.url, freshPrefix(), { partitions: 8 })
    const index = new Index()
    const producing = await produce(found, rules)
    await producing.producer.addSource(source)
    const shares = async (...workers: { partitions: () => readonly number[] }[]): Promise<number[]> => {
      for (let n = 0; n < 1200; n++) {
        const sizes = workers.map((worker) => worker.partitions().length)
        if (sizes.reduce((a, b) => a + b, 0) === 8 && Math.max(...sizes) - Math.min(...sizes) <= 1) return sizes
        await sleep(50)
      }
      return workers.map((worker) => worker.partitions().length)
    }
    const one = await startOne(found, index)
    expect(await shares(one)).toEqual([8])
    const two = await startOne(found, index)
    const three = await startOne(found, index)
    expect((await shares(one, two, three)).sort()).toEqual([2, 3, 3])
    let second = 0
    const send = async (): Promise<void> => {
      for (let n = 0; n < 5; n++) await producing.producer.submit(message(rules, second++, '203.0.113.9'))
    }
    await send()
    await one.stop()
    await send()
    expect((await shares(two, three)).sort()).toEqual([4, 4])
    await two.stop()
    await producing.producer.idle(source.id)
    await settled(producing)
    expect(messages(index)).toEqual(['10 messages of 203.0.113.9'])
    expect(await shares(three)).toEqual([8])
    await producing.producer.stop()
    await three.stop()
    await producing.close()
  })
})
