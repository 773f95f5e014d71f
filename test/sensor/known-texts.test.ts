// What many handshakes say is kept once, and says the same.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { unseenHandshake } from '../../src/sensor/handshake.ts'
import { KnownTexts } from '../../src/sensor/known-texts.ts'

const handshake = (path: string, cookieNames: readonly string[]) => ({
  ...unseenHandshake(true),
  urlPath: path,
  userName: path,
  cookieNames,
})

test('nothing of a handshake changes, whatever it says and however many came before', () => {
  const known = new KnownTexts()
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.array(fc.string()), (path, names) => {
      const said = handshake(path, names)
      expect(known.handshake(said)).toEqual(said)
    }),
  )
  for (let number = 0; number < 10_000; number++) known.text(`/${number}`)
  expect(known.text('/3')).toBe('/3')
})

test('lists are the same list where they say the same', () => {
  const known = new KnownTexts()
  const [one, other] = [known.handshake(handshake('/', ['a', 'b'])), known.handshake(handshake('/', ['a', 'b']))]
  expect(one.cookieNames).toBe(other.cookieNames)
})
