// Messages that mean the same have one shape, and nothing of what was said stands in it.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shapeOf } from '../../src/audit/shape.ts'

// biome-ignore format: table
test.each([
  ['{"type":"say","room":"lobby","text":"hi"}',             '{type:"say",room,text}'],
  ['{"type":"say","room":"other","text":"bye"}',            '{type:"say",room,text}'],
  ['{"jsonrpc":"2.0","id":7,"method":"pay","params":{"to":"eve","sum":3}}', '{jsonrpc,id,method:"pay",params:{to,sum}}'],
  ['42["chat",{"text":"hi"}]',                              '42["chat",{text}]'],
  ['42/admin,["who"]',                                      '42/admin,["who"]'],
  ['[1,2,3,4]',                                             '[_,_,_,…]'],
  ['{"a":{"b":{"c":{"d":1}}}}',                             '{a:{b}}'],
  ['{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1,"h":1,"i":1}', '{a,b,c,d,e,f,g,h,…}'],
  ['{"type":"a sentence, not a word","strange name":1}',    '{type,"strange name"}'],
  ['{}',                                                    '{}'],
  ['hello',                                                 null],
  ['{"type":"say"',                                         null],
  ['42',                                                    null],
  ['',                                                      null],
])('%s is %s', (text, shape) => {
  expect(shapeOf(text)).toBe(shape)
})

test('whatever comes, a shape is short, and values that are no names of kinds are not in it', () => {
  fc.assert(
    fc.property(fc.json(), fc.uuid(), (json, secret) => {
      const shape = shapeOf(`{"value":"${secret}","inner":${json}}`)
      expect(shape).not.toBeNull()
      expect(shape!.length).toBeLessThan(1000)
      expect(shape).not.toContain(secret)
    }),
  )
})
