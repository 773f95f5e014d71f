// Blocks that rules and operators ask for, with a kernel that is made up → what is blocked, and what is told of it.
import { expect, test } from 'vitest'
import { Blocker, type BlockerSettings } from '../../../src/actions/block/blocker.ts'
import type { Adding, BlockCommand } from '../../../src/actions/block/command.ts'
import type { Element } from '../../../src/actions/block/ruleset.ts'
import type { Block } from '../../../src/store/blocks.ts'
import type { OutboxRow } from '../../../src/store/store.ts'

interface Played {
  readonly blocker: Blocker
  readonly kernel: Map<string, number>
  readonly store: Map<string, Block>
  readonly clock: { us: number; fails: boolean; adds: number }
}

function play(more: Partial<BlockerSettings> = {}): Played {
  const kernel = new Map<string, number>()
  const store = new Map<string, Block>()
  const clock = { us: 1_000_000_000, fails: false, adds: 0 }
  const put = ({ name, seconds }: Element): void => void kernel.set(name, seconds)
  const blocker = new Blocker({
    mode: 'enforce',
    kernel: {
      isReady: true,
      open: async () => {},
      add: async (element) => {
        if (clock.fails) throw new Error('It does not block.')
        clock.adds++
        put(element)
        return clock.us + 80
      },
      remove: async ({ name }) => {
        kernel.delete(name)
        return clock.us
      },
      change: async (remove, add) => {
        for (const { name } of remove) kernel.delete(name)
        for (const element of add) put(element)
      },
      list: async () => [...kernel].map(([name, expiresSeconds]) => ({ name, expiresSeconds, packets: 0 })),
      close: () => {},
    },
    store: {
      blocks: async (nowMs) => [...store.values()].filter(({ untilMs }) => untilMs > nowMs),
      putBlock: async (block) => void store.set(block.address, block),
      removeBlock: async (address) => void store.delete(address),
      ask: async () => {},
    },
    untouchable: { never: ['192.0.2.66'], trustedProxies: [], own: () => [] },
    ...{ most: 3, nowUs: () => clock.us },
    onTrouble: (error) => {
      throw error
    },
    ...more,
  })
  return { blocker, kernel, store, clock }
}

const command = (address: string | null, more: object = {}): BlockCommand => ({
  ...{ kind: 'add', address, behind: null, spanMs: 60_000, packetUs: 999_999_000, rule: 'a_rule' },
  ...more,
})

const row = (id: string, asked: BlockCommand): OutboxRow => ({
  ...{ id, action: 'block', target: 'kernel', incidentId: 'i1', payload: JSON.stringify(asked) },
  ...{ attempts: 0, state: 'waiting', nextAtMs: 0, createdAtMs: 0, lastDetail: '' },
})

const attempt = { nowMs: 0, signal: new AbortController().signal }

test('what was begun before its row was durable is done once, and kept by the row', async () => {
  const { blocker, store, kernel, clock } = play()
  const asked = command('192.0.2.7')
  const report = await blocker.begin('m1', asked)
  expect(report).toMatchObject({ outcome: 'confirmed', times: { ruleUs: 1_000_000_000, kernelUs: 1_000_000_080 } })
  expect(store.size).toBe(0)
  expect(await blocker.send(row('m1', asked), attempt)).toMatchObject({ kind: 'delivered' })
  expect(clock.adds).toBe(1)
  expect([...kernel]).toEqual([['192.0.2.7', 60]])
  expect([...store.values()]).toEqual([
    { address: '192.0.2.7', sinceMs: 1_000_000, untilMs: 1_060_000, rule: 'a_rule', incident: 'i1' },
  ])
})

test('what is begun before its incident is described is done once, and found by the id of its row', async () => {
  const { blocker, kernel, clock } = play()
  const asked = command('192.0.2.7') as Adding
  blocker.beginNow({
    command: asked,
    get id() {
      expect(kernel.size).toBe(1)
      return 'm1'
    },
  })
  expect(await blocker.begin('m1', asked)).toMatchObject({ outcome: 'confirmed' })
  expect(await blocker.send(row('m1', asked), attempt)).toMatchObject({ kind: 'delivered' })
  expect(clock.adds).toBe(1)
})

test('of a batch that asks for thousands none is done twice', async () => {
  let us = 1_000_000_000
  const { blocker, clock } = play({ most: 65_000, nowUs: () => (us += 1000) })
  const asked = Array.from({ length: 5000 }, (_, n) => ({
    id: `m${n}`,
    command: command(`198.18.${n >> 8}.${n & 255}`) as Adding,
  }))
  for (const each of asked) blocker.beginNow(each)
  await Promise.all(asked.map(({ id, command: one }) => blocker.begin(id, one)))
  for (const { id, command: one } of asked) await blocker.send(row(id, one), attempt)
  expect(clock.adds).toBe(asked.length)
})

test('a longer block takes the place of a shorter one, and no shorter one that of a longer', async () => {
  const { blocker, kernel, clock } = play()
  await blocker.begin('m1', command('192.0.2.7'))
  await blocker.begin('m2', command('192.0.2.7', { spanMs: 120_000 }))
  await blocker.begin('m3', command('192.0.2.7'))
  expect(clock.adds).toBe(2)
  expect(kernel.get('192.0.2.7')).toBe(120)
})

// biome-ignore format: table
test.each([
  ['no source of packets',               command(null)],
  ['a client behind a proxy',            command('192.0.2.7', { behind: '203.0.113.9' })],
  ['loopback',                           command('127.0.0.1')],
  ['what must never be blocked',         command('192.0.2.66')],
  ['a network that holds it',            command('192.0.2.64/28')],
  ['what is no address',                 command('192.0.2.7 } ; flush ruleset')],
  ['what is long past',                  command('192.0.2.7', { packetUs: 1 })],
  ['letting go of what is not blocked',  { kind: 'remove', address: '192.0.2.7' } as const],
])('refused: %s', async (_, asked) => {
  const { blocker, kernel } = play()
  expect(await blocker.send(row('m1', asked), attempt)).toMatchObject({ kind: 'refused' })
  expect(kernel.size).toBe(0)
  expect(blocker.counts.refused).toBe(1)
})

test('more than may be are refused, until some are over', async () => {
  const { blocker, clock } = play()
  for (const number of [1, 2, 3]) await blocker.begin(`m${number}`, command(`192.0.2.${number}`))
  expect((await blocker.begin('m4', command('192.0.2.4'))).outcome).toBe('refused')
  clock.us += 61_000_000
  expect(blocker.active).toBe(0)
  expect((await blocker.begin('m5', command('192.0.2.5', { packetUs: clock.us }))).outcome).toBe('confirmed')
})

test('ranges do not overlap; an address may lie in one', async () => {
  const { blocker } = play()
  expect((await blocker.begin('m1', command('10.0.0.0/8'))).outcome).toBe('confirmed')
  expect((await blocker.begin('m2', command('10.1.0.0/16'))).outcome).toBe('refused')
  expect((await blocker.begin('m3', command('10.1.2.3'))).outcome).toBe('confirmed')
})

test('a dry run touches nothing', async () => {
  const { blocker, kernel, store } = play({ mode: 'dry_run' })
  await blocker.start()
  expect(await blocker.send(row('m1', command('192.0.2.7')), attempt)).toMatchObject({ kind: 'delivered' })
  expect([kernel.size, store.size]).toEqual([0, 0])
})

test('where the kernel fails it is tried again, and then done', async () => {
  const { blocker, clock, kernel } = play()
  clock.fails = true
  expect(await blocker.send(row('m1', command('192.0.2.7')), attempt)).toMatchObject({ kind: 'again' })
  expect(blocker.active).toBe(0)
  clock.fails = false
  expect(await blocker.send(row('m1', command('192.0.2.7')), attempt)).toMatchObject({ kind: 'delivered' })
  expect([...kernel.keys()]).toEqual(['192.0.2.7'])
})

test('an operator lets go', async () => {
  const { blocker, kernel, store } = play()
  await blocker.send(row('m1', command('192.0.2.7')), attempt)
  await blocker.send(row('m2', { kind: 'remove', address: '192.0.2.7' }), attempt)
  expect([kernel.size, store.size, blocker.active]).toEqual([0, 0, 0])
})

test('at the start the kernel gets what the store says, and loses what it does not', async () => {
  const { blocker, kernel, store } = play()
  store.set('192.0.2.7', { address: '192.0.2.7', sinceMs: 0, untilMs: 1_030_000, rule: null, incident: null })
  kernel.set('192.0.2.99', 500)
  await blocker.start()
  expect([...kernel]).toEqual([['192.0.2.7', 30]])
  expect(blocker.active).toBe(1)
})
