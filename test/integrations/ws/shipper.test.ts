// What went in is what was taken, once each, or counted as dropped: whatever Tripline does meanwhile.
import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { createAsk } from '../../../integrations/ws/http.ts'
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
      const ask = async ({ headers, body }: { headers?: Readonly<Record<string, string>>; body?: Buffer }) => {
        const numbers = String(body)
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
        bounds: { lines: 25, characters: 1e6 },
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

test('over a real connection, that breaks at every point', async () => {
  receiver = await openReceiver()
  let at = 0
  receiver.fate = () => (['cut', 'lost', 503, 'take', 'lost', 'take'] as const)[at++ % 6]!
  const shipper = new Shipper({
    ask: createAsk({ url: receiver.url }),
    ...{ instance: 'i', collectMs: 1, pauseMs: () => 1, onTrouble: () => {} },
    bounds: { lines: 1000, characters: 1e6 },
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
