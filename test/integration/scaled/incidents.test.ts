// Through Redis and any number of workers, the same capture raises the same incidents as in one process.
import { describe, expect, test } from 'vitest'
import { openInputs } from '../../../src/app/inputs.ts'
import { shippedCapture } from '../../../src/app/root.ts'
import { loadRules } from '../../../src/app/rules.ts'
import { freshPrefix, redisServer } from '../../servers.ts'
import { alone, configOf, Index, produce, settled, startOne } from './harness.ts'

const redis = await redisServer()
const rules = loadRules({ paths: undefined })
const capture = async () => (await openInputs([shippedCapture], {})).sources[0]!

describe.skipIf(redis === null)('the same incidents as alone', () => {
  test.each([1, 3, 8])('with %i workers', async (count) => {
    const found = configOf(redis!.url, freshPrefix())
    const index = new Index()
    const workers = await Promise.all(Array.from({ length: count }, () => startOne(found, index)))
    const producing = await produce(found, rules)
    const { producer } = producing
    const source = await capture()
    await producer.addSource(source.info)
    for await (const delivery of source.deliveries(rules.ruleset.layout)) await producer.submit(delivery)
    await producer.idle(source.info.id)
    await settled(producing)
    expect(index.contradictions).toEqual([])
    expect(new Map([...index.known].sort())).toEqual(new Map([...(await alone([await capture()], rules))].sort()))
    expect(index.known.size).toBeGreaterThan(5)
    await producer.stop()
    await Promise.all(workers.map((worker) => worker.stop()))
    await producing.close()
  })
})
