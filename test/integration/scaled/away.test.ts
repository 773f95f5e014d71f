// A producer that is away for a while: what its sources said meanwhile is read later, and must not come too late.
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { compileFiles } from '../../../src/app/rules.ts'
import type { Producing } from '../../../src/app/run/producing.ts'
import { anyCategory } from '../../../src/event/category.ts'
import { exclusive } from '../../../src/event/position.ts'
import type { Delivery, SourceInfo } from '../../../src/event/source.ts'
import { readRequest } from '../../../src/intake/http.ts'
import { UnreadableLog } from '../../../src/intake/unreadable.ts'
import { request } from '../../connectors/read.ts'
import { freshPrefix, redisServer } from '../../servers.ts'
import { configOf, Index, produce, settled, startOne } from './harness.ts'

const redis = await redisServer()

const file = (name: string, detect: string): { path: string; text: string } => ({
  path: `rules/tests/${name}.trip`,
  text: `rule ${name} {
  title "A rule"
  level low
  detect
    ${detect}
  incident "${name} of {source.ip}"
}
`,
})

/** The second waits for time: while it does, time goes on for all rules. */
const rules = compileFiles({
  files: [
    file('two_messages', 'message where true | stats n = count() by source.ip over 1h | where n >= 2'),
    file('nothing_after', 'sequence by source.ip with maxspan=1h [message where true] ![close where true]'),
  ],
  lists: {},
})

const source: SourceInfo = { id: 'log', categories: anyCategory, latenessUs: 0 }
const begin = Date.parse('2026-03-01T12:00:00Z')

function message(second: number): Delivery {
  const at = begin + Math.round(second * 1000)
  const event = {
    '@timestamp': new Date(at).toISOString(),
    'event.category': 'message',
    'source.ip': '203.0.113.9',
    'websocket.payload.text': 'begin',
  }
  const { batch } = readRequest(Buffer.from(JSON.stringify(event)), `key ${second}`, {
    ...{ source: source.id, layout: rules.ruleset.layout, request },
    unreadable: new UnreadableLog(source.id, 'ndjson'),
  })
  const progress = { us: at * 1000 + 1, nanos: 0, sequence: exclusive }
  return { source: source.id, n: 0, batch, progress, resume: null }
}

/** As a run does it every second. */
function ticking({ producer }: Producing): () => void {
  const timer = setInterval(() => void producer.tellProgress(), 1000)
  return () => clearInterval(timer)
}

describe.skipIf(redis === null)('a producer that is away', () => {
  test('stops the time of its sources: what it reads when it is back counts', async () => {
    expect(rules.ruleset.rules).toHaveLength(2)
    const found = configOf(redis!.url, freshPrefix(), { partitions: 1 })
    const index = new Index()
    const worker = await startOne(found, index)
    const first = await produce(found, rules)
    const stop = ticking(first)
    const startedAt = performance.now()
    await first.producer.addSource({ ...source, silence: 'runs-on' })
    await first.producer.submit(message(0))
    await settled(first)
    await sleep(2500)
    stop()
    await first.producer.stop()
    await first.close()
    // Its time went on as long as it was there, and until its silence was noticed.
    const reachedSecond = (performance.now() - startedAt) / 1000 + 5
    await sleep(9000)

    const second = await produce(found, rules)
    await second.producer.addSource({ ...source, silence: 'runs-on' })
    await second.producer.submit(message(reachedSecond))
    await second.producer.idle(source.id)
    await settled(second)
    expect(
      [...index.known.values()].map(({ document }) => (JSON.parse(document) as { message: string }).message),
    ).toEqual(['two_messages of 203.0.113.9'])
    await second.producer.stop()
    await second.close()
    await worker.stop()
  })
})
