// What went in is what was taken, once each, or counted as dropped: whatever Tripline does meanwhile.
import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { type Answered, createAsk } from '../../../integrations/ws/http.ts'
import { Shipper } from '../../../integrations/ws/shipper.ts'
import { openReceiver, type Receiver } from '../receiver.ts'

const root = resolve(import.meta.dirname, '../../..')
let receiver: Receiver | null = null
afterEach(() => receiver?.close())

const line = (n: number): string => JSON.stringify({ n, 'event.category': ['network', 'message'] })

test('events in are events out, or counted, under any sequence of failures', async () => {
  // Without the network: what it does is what the answers say.
  const fate = fc.constantFrom('take', 'take', 'refuse', 'cut', 'lost', 'busy')
  await fc.assert(
    fc.asyncProperty(fc.array(fate, { maxLength: 6 }), fc.integer({ min: 1, max: 60 }), async (fates, lines) => {
      const taken = new Map<string, number[]>()
      let refusedLines = 0
      const ask = async ({ headers, body }: { headers?: Readonly<Record<string, string>>; body?: Uint8Array }) => {
        const numbers = Buffer.from(body!)
          .toString()
          .trim()
          .split('\n')
          .map((text) => JSON.parse(text).n as number)
        const next = fates.shift() ?? 'take'
        const key = headers!['idempotency-key']!
        if (next === 'take' || next === 'lost') if (!taken.has(key)) taken.set(key, numbers)
        if (next === 'cut' || next === 'lost') throw new Error('the wire broke')
        if (next === 'refuse' && !taken.has(key)) refusedLines += numbers.length
        const status = next === 'take' || (next === 'refuse' && taken.has(key)) ? 200 : next === 'refuse' ? 400 : 503
        return { status, headers: {}, text: '' }
      }
      const shipper = new Shipper({
        ...{ ask, instance: 'i', collectMs: 0, pauseMs: () => 0, onTrouble: () => {} },
        bounds: { lines: 25, bytes: 1e6 },
      })
      for (let n = 0; n < lines; n++) {
        shipper.add(line(n))
        if (n % 7 === 0) await new Promise((soon) => setImmediate(soon))
      }
      expect(await shipper.flush(5000)).toBe(true)
      const all = [...taken.values()].flat()
      expect(all).toEqual(all.toSorted((a, b) => a - b))
      expect(new Set(all).size).toBe(all.length)
      expect(shipper.sent).toBe(all.length)
      expect(shipper.refused).toBe(refusedLines)
      expect(shipper.sent + shipper.dropped).toBe(lines)
    }),
    { numRuns: 100 },
  )
})

test('it is behind while Tripline takes less than comes, and not while Tripline is away', async () => {
  const answers: (() => void)[] = []
  let status = 200
  const ask = () => new Promise<Answered>((answered) => answers.push(() => answered({ status, headers: {}, text: '' })))
  const shipper = new Shipper({
    ...{ ask, instance: 'i', collectMs: 1e6, pauseMs: () => 1e6, onTrouble: () => {} },
    bounds: { lines: 5000, bytes: 1e9 },
  })
  for (let n = 0; n < 2000; n++) shipper.add(line(n))
  expect([answers.length, shipper.isBehind]).toEqual([1, false])
  for (let n = 0; n < 2501; n++) shipper.add(line(n))
  expect(shipper.isBehind).toBe(true)
  answers.shift()!()
  await expect.poll(() => answers.length).toBe(1)
  expect([shipper.sent, shipper.isBehind]).toEqual([2000, false])
  for (let n = 0; n < 2500; n++) shipper.add(line(n))
  expect(shipper.isBehind).toBe(true)
  status = 503
  answers.shift()!()
  await expect.poll(() => shipper.isBehind).toBe(false)
  expect(shipper.dropped).toBe(0)
  shipper.stop()
})

test('what fills a request does not wait until others have been collected', async () => {
  const shipper = new Shipper({
    ask: async () => ({ status: 200, headers: {}, text: '' }),
    ...{ instance: 'i', collectMs: 1e6, onTrouble: () => {} },
    bounds: { lines: 10_000, bytes: 1e9 },
  })
  for (let round = 0; round < 3; round++) {
    for (let n = 0; n < 2001; n++) shipper.add(line(n))
    await expect.poll(() => shipper.waiting).toBeLessThan(2000)
  }
  expect(shipper.sent + shipper.waiting).toBe(6003)
  shipper.stop()
})

test('over a real connection, that breaks at every point', async () => {
  receiver = await openReceiver()
  let at = 0
  receiver.fate = () => (['cut', 'lost', 503, 'take', 'lost', 'take'] as const)[at++ % 6]!
  const shipper = new Shipper({
    ask: createAsk({ url: receiver.url }),
    ...{ instance: 'i', collectMs: 1, pauseMs: () => 1, onTrouble: () => {} },
    bounds: { lines: 1000, bytes: 1e6 },
  })
  for (let n = 0; n < 300; n++) {
    shipper.add(line(n))
    if (n % 20 === 0) await new Promise((soon) => setTimeout(soon, 2))
  }
  expect(await shipper.flush(10_000)).toBe(true)
  expect(receiver.events.map(({ n }) => n)).toEqual(Array.from({ length: 300 }, (_, n) => n))
  expect(receiver.requests.length).toBeGreaterThan(4)
}, 20_000)

const program = (rest: string): string => `
  import { WebSocketServer, WebSocket } from 'ws'
  import { watch } from ${JSON.stringify(join(root, 'integrations/ws/watch.ts'))}
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  const watcher = watch(server, { url: process.env.TRIPLINE_URL, onTrouble: () => {} })
  await new Promise((listening) => server.once('listening', listening))
  const client = new WebSocket('ws://127.0.0.1:' + server.address().port)
  client.on('open', () => client.close())
  client.on('close', async () => {
    ${rest}
  })`

const runProgram = (rest: string, url: string) =>
  spawnSync(process.execPath, ['--input-type=module', '--eval', program(rest)], {
    cwd: root,
    env: { ...process.env, TRIPLINE_URL: url },
    timeout: 20_000,
    encoding: 'utf8',
  })

test('a Tripline that is away keeps no application from ending', () => {
  const startedAt = performance.now()
  const { status, stderr } = runProgram('server.close()', 'http://127.0.0.1:1')
  expect([status, stderr]).toEqual([0, ''])
  expect(performance.now() - startedAt).toBeLessThan(10_000)
})

test('an application that ends in order waits for what is under way, and no longer than it says', () => {
  const done = runProgram("server.close(); await watcher.close(300); console.log('closed')", 'http://127.0.0.1:1')
  expect([done.status, done.stdout]).toEqual([0, 'closed\n'])
})
