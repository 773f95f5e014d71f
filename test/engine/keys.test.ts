// State by key: bounded, and what came only once goes before what came again.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Keys } from '../../src/engine/keys.ts'

function keysOf(bound: number): { keys: Keys<string>; evicted: string[] } {
  const evicted: string[] = []
  return { keys: new Keys<string>(bound, (state) => evicted.push(state)), evicted }
}

const touch = (keys: Keys<string>, ...names: readonly string[]): void => {
  for (const name of names) keys.touch(name, () => name)
}

const names = (keys: Keys<string>): string[] => [...keys].map(([key]) => key)

test('the longest untouched is evicted, and only once there are too many', () => {
  const { keys, evicted } = keysOf(2)
  touch(keys, 'a', 'b')
  expect(evicted).toEqual([])
  touch(keys, 'c')
  expect(evicted).toEqual(['a'])
})

test('to be touched is to be new again', () => {
  const { keys, evicted } = keysOf(2)
  touch(keys, 'a', 'b', 'a', 'c')
  expect(evicted).toEqual(['b'])
  expect(names(keys)).toEqual(['a', 'c'])
})

test('to be looked at is not to be touched', () => {
  const { keys, evicted } = keysOf(2)
  touch(keys, 'a', 'b')
  keys.get('a')
  touch(keys, 'c')
  expect(evicted).toEqual(['a'])
})

test('a known key keeps its state', () => {
  const { keys } = keysOf(2)
  touch(keys, 'a')
  expect(keys.touch('a', () => 'another')).toBe('a')
})

test('what is over is dropped from the longest untouched on, up to the first that is not', () => {
  const { keys, evicted } = keysOf(9)
  touch(keys, 'a1', 'a2', 'b', 'a3')
  keys.dropWhile((state) => state.startsWith('a'))
  expect(names(keys)).toEqual(['b', 'a3'])
  expect(evicted).toEqual([])
})

test('a key that came again outlasts any number that come once', () => {
  const { keys } = keysOf(10)
  touch(keys, 'a', 'a')
  for (let n = 0; n < 1000; n++) touch(keys, `once ${n}`)
  expect(keys.get('a')).toBe('a')
})

test('a key that was let go and comes again has come again', () => {
  const { keys, evicted } = keysOf(10)
  touch(keys, 'a')
  for (let n = 0; n < 20; n++) touch(keys, `once ${n}`)
  expect(evicted).toContain('a')
  touch(keys, 'a')
  for (let n = 20; n < 1000; n++) touch(keys, `once ${n}`)
  expect(keys.get('a')).toBe('a')
})

test('keys that came again leave a fifth of the room to others', () => {
  const { keys } = keysOf(10)
  for (let n = 0; n < 30; n++) touch(keys, `again ${n}`, `again ${n}`)
  touch(keys, 'a', 'b')
  expect(names(keys).slice(-2)).toEqual(['a', 'b'])
  touch(keys, 'a')
  expect(names(keys).at(-1)).toBe('a')
})

test('whoever is over their bound lets others go before the one at hand', () => {
  const { keys, evicted } = keysOf(10)
  touch(keys, 'a', 'a', 'b', 'b', 'c')
  for (let n = 0; n < 2; n++) keys.evict()
  expect(evicted).toEqual(['a', 'b'])
  keys.evict()
  expect(evicted).toEqual(['a', 'b', 'c'])
})

/** What is said of eviction, word for word; it forgets no key that was let go. */
class Model {
  readonly held: { readonly key: string; again: boolean }[] = []
  readonly evicted: string[] = []
  readonly #bound: number

  constructor(bound: number) {
    this.#bound = bound
  }

  touch(key: string): void {
    const at = this.held.findIndex((one) => one.key === key)
    if (at < 0 && this.held.length >= this.#bound) this.#evict()
    if (at >= 0) this.held.splice(at, 1)
    this.held.push({ key, again: at >= 0 || this.evicted.includes(key) })
  }

  #evict(): void {
    const once = this.held.filter(({ again }) => !again)
    const victim = once.length * 5 > this.held.length ? once[0]! : this.held[0]!
    this.held.splice(this.held.indexOf(victim), 1)
    this.evicted.push(victim.key)
  }
}

type Step = { readonly kind: 'touch' | 'delete'; readonly key: string } | { readonly kind: 'drop' | 'restart' }

const key = fc.integer({ min: 0, max: 25 }).map((n) => `k${n}`)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 20, arbitrary: fc.record({ kind: fc.constant('touch' as const), key }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), key }) },
  { weight: 1, arbitrary: fc.constantFrom({ kind: 'drop' as const }, { kind: 'restart' as const }) },
)

test('what is held, in which order, and what was let go is as the rule has it, also after a restart', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), fc.array(step, { maxLength: 200 }), (bound, steps) => {
      const model = new Model(bound)
      const evicted: string[] = []
      // Room enough to remember all there are: none is found that was never let go, none is lost.
      let keys = new Keys<string>(bound, (state) => evicted.push(state))
      for (const one of steps) {
        if (one.kind === 'touch') {
          touch(keys, one.key)
          model.touch(one.key)
        } else if (one.kind === 'delete') {
          keys.delete(one.key)
          const at = model.held.findIndex((held) => held.key === one.key)
          if (at >= 0) model.held.splice(at, 1)
        } else if (one.kind === 'drop') {
          const [first] = names(keys)
          keys.dropWhile((state) => state === first)
          model.held.shift()
        } else {
          const saved = JSON.parse(JSON.stringify(keys.save((state) => state)))
          keys = new Keys<string>(bound, (state) => evicted.push(state))
          keys.load<string>(saved, (name) => touch(keys, name))
        }
        expect(names(keys)).toEqual(model.held.map((held) => held.key))
        expect(evicted).toEqual(model.evicted)
      }
    }),
  )
})
