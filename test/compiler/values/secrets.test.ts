// Secrets are told from what only looks like them, and nothing takes long.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { secretsIn } from '../../../src/compiler/values/secrets.ts'
import { issuedKeys } from '../../../src/event/issued-keys.ts'

const mails = (many: number): string => Array.from({ length: many }, (_, i) => `user${i}@example.com`).join(', ')

// biome-ignore format: table
test.each([
  ['a card number',                        ['card_number'],    'pan: 5555555555554444'],
  ['one of American Express',              ['card_number'],    '3782-822463-10005'.replaceAll('-', '')],
  ['one in groups',                        ['card_number'],    '{"card":"4012 8888 8888 1881"}'],
  ['one with a digit that is wrong',       [],                 '{"card":"4012 8888 8888 1882"}'],
  ['a time in nanoseconds',                [],                 '{"t":1700000000000000000}'],
  ['an id of sixteen digits in a word',    [],                 'order-4111111111111111-x'],
  ['an id of sixteen digits',              [],                 '{"orderId":"4111111111111111","_id": 5555555555554444}'],
  ['the id of a card',                     ['card_number'],    '{"cardId":"4111111111111111"}'],
  ['what is paid with',                    ['card_number'],    '{"paid":"4111111111111111"}'],
  ['one in groups behind an id',           ['card_number'],    '{"sourceId":"4111-1111-1111-1111"}'],
  ['an id of eighteen digits',             [],                 '{"ref":601100000000000001}'],
  ['one in a member of another name',      ['card_number'],    '{"id":7,"pan":"4111111111111111"}'],
  ['zeros',                                [],                 '4444444444444444'],
  ['an account number',                    ['iban'],           'to DE89 3704 0044 0532 0130 00'],
  ['one that is mistyped',                 [],                 'to DE89 3704 0044 0532 0130 01'],
  ['words in capitals',                    [],                 'AB12 CDEF GHIJ KLMN'],
  ['a private key',                        ['private_key'],    '-----BEGIN OPENSSH PRIVATE KEY-----'],
  ['a public key',                         [],                 '-----BEGIN PUBLIC KEY-----'],
  ['a key of a cloud',                     ['api_key'],        'AKIAIOSFODNN7EXAMPLE'],
  ['a token of a forge',                   ['api_key'],        `ghp_${'a1'.repeat(18)}`],
  ['a hash of bcrypt',                     ['password_hash'],  `$2b$12$${'a'.repeat(53)}`],
  ['a hash of Argon2',                     ['password_hash'],  '$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA'],
  ['a price',                              [],                 'that is $2a day'],
  ['a JWT',                                ['jwt'],            `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.${'a'.repeat(43)}`],
  ['a list of addresses',                  ['mail_addresses'], mails(20)],
  ['a few',                                [],                 mails(5)],
  ['one again and again',                  [],                 'bob@example.com '.repeat(50)],
  ['several',                              ['card_number', 'api_key'], 'AKIAIOSFODNN7EXAMPLE 4111111111111111'],
  ['nothing',                              [],                 ''],
] as const)('%s: %j', (_, kinds, text) => {
  expect(secretsIn(text)).toEqual(kinds)
})

test.each(issuedKeys)('a key of $issuer that begins with $prefix, and what is a little too short for one', (issued) => {
  const { prefix, of, least } = issued
  const rest = (of === 'A-Z0-9' ? 'A7' : 'a7').repeat(least).slice(0, least)
  expect(secretsIn(`{"key":"${prefix}${rest}"}`)).toEqual(['api_key'])
  expect(secretsIn(`{"key":"${prefix}${rest.slice(1)}"}`)).toEqual([])
})

test('what stands around it hides nothing, and long hostile texts are read to their end', () => {
  fc.assert(
    fc.property(fc.lorem({ maxCount: 20 }), fc.lorem({ maxCount: 20 }), (before, after) => {
      expect(secretsIn(`${before} 4111111111111111, ${after}`)).toEqual(['card_number'])
    }),
  )
  for (const piece of ['4111 ', 'eyJhbGciOiJI.', '@a.', 'DE89 3704 ', '-----BEGIN A ', '$2a$12$a', 'a@b.c '])
    expect(secretsIn(`${piece.repeat(20_000)}\nAKIAIOSFODNN7EXAMPLE`)).toContain('api_key')
})
