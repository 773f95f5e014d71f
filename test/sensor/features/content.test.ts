// The tools that content features are made with, each against the plainest way to do the same.
import { isUtf8 } from 'node:buffer'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { featureSchema } from '../../../src/event/feature-schema.ts'
import { createLayout } from '../../../src/event/layout.ts'
import { Automaton } from '../../../src/sensor/features/automaton.ts'
import { ContentScan } from '../../../src/sensor/features/content-scan.ts'
import { featureNeeds } from '../../../src/sensor/features/needs.ts'
import { bitsOf, SimHash } from '../../../src/sensor/features/simhash.ts'
import { DirectionState, newCounts } from '../../../src/sensor/features/state.ts'
import { TokenScore } from '../../../src/sensor/features/token-score.ts'
import { allTokens } from '../../../src/sensor/features/tokens.ts'
import { utf8, utf8Next } from '../../../src/sensor/features/utf8.ts'
import { simHashOf, tokenScoreOf } from './plain-content.ts'

const letters = fc.stringMatching(/^[abc]{1,4}$/)

test('the automaton finds every token where it ends, also inside others', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(letters, { minLength: 1, maxLength: 8 }),
      fc.stringMatching(/^[abcd]{0,30}$/),
      (texts, text) => {
        const automaton = new Automaton(texts)
        let node = 0
        for (let at = 0; at < text.length; at++) {
          node = automaton.step(node, text.charCodeAt(at))
          const found = new Set<string>()
          for (
            let end = automaton.found[node]! >= 0 ? node : automaton.also[node]!;
            end !== 0;
            end = automaton.also[end]!
          )
            found.add(texts[automaton.found[end]!]!)
          expect(found).toEqual(new Set(texts.filter((token) => text.slice(0, at + 1).endsWith(token))))
        }
      },
    ),
  )
})

describe('tokens', () => {
  test('fit the bits that remember them, and can be found: lower case, one blank at a time', () => {
    expect(allTokens.length).toBeLessThanOrEqual(128)
    expect(allTokens.filter(({ text }) => text !== text.toLowerCase() || /\s\s|[\t\n\r]/.test(text))).toEqual([])
    expect(new Set(allTokens.map(({ text }) => text)).size).toBe(allTokens.length)
  })

  test.each(allTokens)('$text is found alone, escaped, and cut anywhere', ({ text }) => {
    const percent = [...text].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join('')
    const unicode = [...text].map((letter) => `\\u00${letter.charCodeAt(0).toString(16)}`).join('')
    for (const written of [text.toUpperCase(), percent, unicode]) {
      const score = new TokenScore()
      const state = new DirectionState(true, newCounts())
      score.begin(state)
      for (const byte of Buffer.from(`${written}~`)) score.take(state, Uint8Array.of(byte), 1)
      expect(state.tokenScore).toBe(tokenScoreOf(Buffer.from(`${text}~`)))
    }
  })

  test('score 100 at most', () => {
    const all = Buffer.from(allTokens.map(({ text }) => text).join(' '))
    const state = new DirectionState(true, newCounts())
    const score = new TokenScore()
    score.begin(state)
    score.take(state, all, all.length)
    expect(state.tokenScore).toBe(100)
  })
})

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 20 }).map((one) => Buffer.from(one)),
  fc.string({ unit: 'binary', maxLength: 10 }).map((text) => Buffer.from(text)),
  fc
    .constantFrom('eda080', 'c080', 'e08080', 'f0808080', 'f4908080', 'f48fbfbf', 'ed9fbf', 'ff')
    .map((hex) => Buffer.from(hex, 'hex')),
)

test('text is UTF-8 where its bytes lead back to whole characters', () => {
  fc.assert(
    fc.property(bytes, (text) => {
      let state: number = utf8.whole
      for (const byte of text) state = utf8Next(state, byte)
      expect(state === utf8.whole).toBe(isUtf8(text))
    }),
    { numRuns: 1000 },
  )
})

test('SimHash has the bits that more than half of the shingles have', () => {
  const simHash = new SimHash()
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 4, maxLength: 300 }), (one) => {
      expect(simHash.take(one, one.length)).toBe(true)
      const plain = simHashOf(Buffer.from(one))
      for (let bit = 0; bit < 32; bit++) {
        expect((simHash.high >>> bit) & 1).toBe(plain[bit] ? 1 : 0)
        expect((simHash.low >>> bit) & 1).toBe(plain[32 + bit] ? 1 : 0)
      }
    }),
  )
})

test('texts from one template are alike, others are not', () => {
  const hash = (text: string) => {
    const simHash = new SimHash()
    simHash.take(Buffer.from(text), text.length)
    return simHash
  }
  const distance = (a: SimHash, b: SimHash): number => bitsOf(a.high ^ b.high) + bitsOf(a.low ^ b.low)
  const login = (password: string) =>
    hash(`{"type":"login","user":"administrator","password":"${password}","remember":true}`)
  expect(distance(login('123456'), login('secret'))).toBeLessThan(16)
  expect(
    distance(login('123456'), hash('The quick brown fox jumps over the lazy dog, and then it rests.')),
  ).toBeGreaterThan(18)
})

const secrets = (text: string): number => {
  const scan = new ContentScan()
  // What lies behind the end is another frame's.
  const read = Buffer.from(`${text}0A.9z`)
  scan.take(read, read.length - 5)
  return scan.secrets
}

test.each([
  ['4111111111111111', 1],
  ['4111-1111-1111-1111', 1],
  ['4111 1111 1111 1112', 0],
  ['x4111111111111111', 0],
  ['41111111111111111111', 0],
  ['1700000000000', 0],
  ['378282246310005 and 5555555555554444', 2],
  ['ann@example.com', 1],
  ['ann@example', 0],
  ['@example.com', 0],
  ['bob.smith+tag@mail.example.co, ann@example.org.', 2],
  ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl', 1],
  ['eyJhbGciOiJIUzI1NiJ9.nothing.c2ln', 0],
  ['-----BEGIN RSA PRIVATE KEY-----', 1],
  ['AKIAIOSFODNN7EXAMPLE', 1],
  ['AKIAIOSFODNN7EXAMPLES', 0],
  [`sk_live_${'a1B2'.repeat(6)}`, 1],
  [`ghp_${'aB3'.repeat(12)}`, 1],
  ['ghp_short', 0],
  ['DE89370400440532013000', 1],
  ['DE88370400440532013000', 0],
  ['', 0],
])('%s holds %i secrets', (text, count) => {
  expect(secrets(text)).toBe(count)
})

test('what a scan found of one frame is gone with the next', () => {
  const scan = new ContentScan()
  const long = Buffer.alloc(4096, 'abcd')
  for (const one of [long, Buffer.from('aab'), Buffer.alloc(0)]) scan.take(one, one.length)
  expect(scan).toMatchObject({ entropy: 0, printable: 0, meta: 0, base64Run: 0, secrets: 0 })
  scan.take(Buffer.from('ab'), 2)
  expect(scan.entropy).toBeCloseTo(1)
})

describe('what nobody asks for is not computed', () => {
  test('nothing at all where no field is a feature', () => {
    expect(featureNeeds(createLayout(['websocket.opcode']))).toBeNull()
  })

  test('bytes are left alone where a feature of the header is asked for', () => {
    expect(featureNeeds(createLayout(['websocket.features.fs_len_z']))).toMatchObject({ content: false, tokens: null })
  })

  test('each tool comes with its feature', () => {
    expect(featureNeeds(createLayout(['websocket.features.pl_entropy']))).toMatchObject({
      content: true,
      tokens: null,
      simHash: null,
      utf8: false,
    })
    expect(featureNeeds(createLayout(Object.keys(featureSchema)))).toMatchObject({
      content: true,
      volume: true,
      utf8: true,
    })
  })
})
