// Sets of addresses and domains, and wildcards: against the same said plainly.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createAddressSet } from '../../../src/compiler/values/address-set.ts'
import { createDomainSet } from '../../../src/compiler/values/domain-set.ts'
import { createWildcard } from '../../../src/compiler/values/wildcard.ts'
import { parseBlock } from '../../../src/event/address.ts'

const v4 = fc.tuple(fc.constantFrom(10, 192), fc.nat(3), fc.nat(3), fc.nat(255)).map((parts) => parts.join('.'))
const v6 = fc.tuple(fc.nat(3), fc.nat(0xffff)).map(([a, b]) => `2001:db8:${a}::${b.toString(16)}`)
const block = fc.oneof(
  fc.tuple(v4, fc.integer({ min: 0, max: 32 })).map(([address, length]) => `${address}/${length}`),
  fc.tuple(v6, fc.integer({ min: 0, max: 128 })).map(([address, length]) => `${address}/${length}`),
  v4,
  v6,
)

test('an address is in a set exactly if it is in one of its blocks', () => {
  fc.assert(
    fc.property(fc.array(block, { maxLength: 8 }), fc.oneof(v4, v6), (blocks, address) => {
      const own = parseBlock(address)!
      const expected = blocks
        .map((text) => parseBlock(text)!)
        .some(({ version, first, last }) => version === own.version && first <= own.first && own.last <= last)
      expect(createAddressSet(blocks).has(address)).toBe(expected)
    }),
  )
})

test('a domain is in a set with everything below it, and with nothing beside it', () => {
  const set = createDomainSet(['example.com', '*.Example.org', 'a.b.example.net.'])
  const inside = [
    'example.com',
    'APP.example.com',
    'x.y.example.com',
    'example.org',
    'x.example.org',
    'c.a.b.example.net',
  ]
  const outside = ['badexample.com', 'com', 'example.net', 'b.example.net', '']
  expect([inside.filter((name) => !set.has(name)), outside.filter((name) => set.has(name))]).toEqual([[], []])
})

test('a wildcard fits what reading it character by character does', () => {
  const pattern = fc.array(fc.constantFrom('*', '?', 'a', 'b', '.', '('), { maxLength: 6 }).map((all) => all.join(''))
  const text = fc.array(fc.constantFrom('a', 'b', '.', '(', '\n', '💥'), { maxLength: 7 }).map((all) => all.join(''))
  fc.assert(
    fc.property(pattern, text, (written, given) => {
      expect(createWildcard(written, false)(given)).toBe(fits([...written], [...given]))
    }),
    { numRuns: 1000 },
  )
})

function fits([first, ...pattern]: readonly string[], text: readonly string[]): boolean {
  if (first === undefined) return text.length === 0
  if (first === '*') return fits(pattern, text) || (text.length > 0 && fits([first, ...pattern], text.slice(1)))
  return text.length > 0 && (first === '?' || first === text[0]) && fits(pattern, text.slice(1))
}
