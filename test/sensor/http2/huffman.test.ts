// Huffman-coded text, as RFC 7541 has it and as Node writes it.
import { describe, expect, test } from 'vitest'
import { decodeHuffman } from '../../../src/sensor/http2/huffman.ts'

const decode = (hex: string): string | null => {
  const bytes = Buffer.from(hex, 'hex')
  return decodeHuffman(bytes, 0, bytes.length)
}

describe('RFC 7541', () => {
  test.each([
    ['f1e3c2e5f23a6ba0ab90f4ff', 'www.example.com'],
    ['d07abe941054d444a8200595040b8166e082a62d1bff', 'Mon, 21 Oct 2013 20:13:21 GMT'],
    [
      '94e7821dd7f2e6c7b335dfdfcd5b3960d5af27087f3672c1ab270fb5291f9587316065c003ed4ee5b1063d5007',
      'foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1',
    ],
    ['', ''],
  ])('%s is %j', (hex, text) => {
    expect(decode(hex)).toBe(text)
  })
})

describe('no text', () => {
  test.each([
    ['ffffffff', 'holds the end of string'],
    ['07ff', 'is padded with a whole byte'],
    ['18', 'is padded with zeros'],
  ])('%s, which %s', (hex) => {
    expect(decode(hex)).toBeNull()
  })
})
