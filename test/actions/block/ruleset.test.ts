// Blocks → words for nftables; its monitor and its lists → what is blocked.
import { expect, test } from 'vitest'
import { spelled } from '../../../src/actions/block/judge.ts'
import { reconcile } from '../../../src/actions/block/reconcile.ts'
import { adding, readListing, rehearsing, removing, replacing, setUp } from '../../../src/actions/block/ruleset.ts'

const element = (text: string) => ({ ...spelled(text)!, seconds: 900 })

// biome-ignore format: table
test.each([
  ['192.0.2.7',      'add element inet tripline address4 { 192.0.2.7 timeout 900s }'],
  ['192.0.2.0/24',   'add element inet tripline range4 { 192.0.2.0/24 timeout 900s }'],
  ['2001:db8::7',    'add element inet tripline address6 { 2001:db8::7 timeout 900s }'],
  ['2001:db8::/32',  'add element inet tripline range6 { 2001:db8::/32 timeout 900s }'],
])('%s is put into its set', (text, words) => {
  expect(adding(element(text))).toBe(words)
})

test('what is there is taken out and put in again in one line', () => {
  const [add, remove] = [adding(element('192.0.2.7')), removing(element('192.0.2.7'))]
  expect(replacing(element('192.0.2.7'))).toBe(`${add}; ${remove}; ${add}`)
})

test('what is rehearsed changes no set that a rule looks at', () => {
  expect(setUp).toContain(rehearsing)
  expect(setUp).not.toContain('@rehearsal')
})

test('the table takes packets before all others, in both directions', () => {
  expect(setUp).toContain('hook prerouting priority -300')
  for (const set of ['address4', 'address6', 'range4', 'range6']) {
    expect(setUp).toContain(`saddr @${set} counter drop`)
    expect(setUp).toContain(`daddr @${set} counter drop`)
  }
})

const listing = JSON.stringify({
  nftables: [
    { metainfo: { version: '1.0.6' } },
    { table: { family: 'inet', name: 'tripline' } },
    {
      set: {
        name: 'address4',
        elem: [{ elem: { val: '192.0.2.7', timeout: 900, expires: 100, counter: { packets: 3, bytes: 180 } } }],
      },
    },
    { set: { name: 'range6', elem: [{ elem: { val: { prefix: { addr: '2001:db8::', len: 32 } }, expires: 50 } }] } },
    { set: { name: 'address6' } },
    { set: { name: 'rehearsal', elem: ['192.0.0.8'] } },
  ],
})

test('a list of the table tells what is blocked, for how long still, and what was dropped', () => {
  expect(readListing(listing)).toEqual([
    { name: '192.0.2.7', expiresSeconds: 100, packets: 3 },
    { name: '2001:db8::/32', expiresSeconds: 50, packets: 0 },
  ])
})

const block = (address: string, untilMs: number) => ({ address, sinceMs: 0, untilMs, rule: null, incident: null })

test('what the store knows and the kernel does not is added, and the other way round', () => {
  const nowMs = 1_000_000
  const wanted = [
    block('192.0.2.7', nowMs + 101_000),
    block('192.0.2.8', nowMs + 5000),
    block('192.0.2.9', nowMs + 100),
  ]
  const { remove, add } = reconcile(wanted, readListing(listing), nowMs)
  expect(remove.map(({ name }) => name)).toEqual(['2001:db8::/32'])
  expect(add.map(({ name, seconds }) => [name, seconds])).toEqual([['192.0.2.8', 5]])
})

test('an end that the kernel has otherwise is set anew', () => {
  const { remove, add } = reconcile([block('192.0.2.7', 500_000)], readListing(listing), 0)
  expect(remove.map(({ name }) => name)).toEqual(['192.0.2.7', '2001:db8::/32'])
  expect(add.map(({ name, seconds }) => [name, seconds])).toEqual([['192.0.2.7', 500]])
})
