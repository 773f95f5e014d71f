// Extensions: what was agreed on, and whether it answers what was offered.
import { describe, expect, test } from 'vitest'
import { agreedDeflate, isDeflateAnswer, isOffered } from '../../src/sensor/negotiation.ts'

describe('compression', () => {
  const whole = { takeover: true, windowBits: 15 }

  test.each([
    { extension: null, agreed: null },
    { extension: 'x-webkit-deflate-frame', agreed: null },
    { extension: 'permessage-deflate', agreed: { client: whole, server: whole } },
    {
      extension:
        'permessage-deflate; server_max_window_bits=10; client_no_context_takeover; client_max_window_bits="12"',
      agreed: { client: { takeover: false, windowBits: 12 }, server: { takeover: true, windowBits: 10 } },
    },
    {
      extension: 'Permessage-Deflate; Server_No_Context_Takeover; server_max_window_bits=8',
      agreed: { client: whole, server: { takeover: false, windowBits: 8 } },
    },
    {
      extension: 'permessage-deflate; client_max_window_bits; server_max_window_bits=99',
      agreed: { client: whole, server: whole },
    },
  ])('agreed on as $extension', ({ extension, agreed }) => {
    expect(agreedDeflate(extension === null ? null : [extension])).toEqual(agreed)
  })

  test.each([
    { offer: '', answer: '' },
    { offer: '; client_max_window_bits', answer: '; client_max_window_bits=15' },
    { offer: '; client_max_window_bits=10', answer: '; client_max_window_bits=10' },
    { offer: '; client_max_window_bits', answer: '' },
    { offer: '; server_max_window_bits=12', answer: '; server_max_window_bits=9' },
    { offer: '', answer: '; server_max_window_bits=9; client_no_context_takeover; server_no_context_takeover' },
    { offer: '; server_no_context_takeover', answer: '; server_no_context_takeover' },
    { offer: '; client_no_context_takeover', answer: '' },
  ])('offered with "$offer" may be answered with "$answer"', ({ offer, answer }) => {
    expect(isDeflateAnswer([`permessage-deflate${offer}`], [`permessage-deflate${answer}`])).toBe(true)
  })

  test.each([
    { offer: '', answer: '; client_max_window_bits=15' },
    { offer: '; client_max_window_bits', answer: '; client_max_window_bits' },
    { offer: '; client_max_window_bits', answer: '; client_max_window_bits=7' },
    { offer: '; client_max_window_bits', answer: '; client_max_window_bits=016' },
    { offer: '; server_max_window_bits=10', answer: '' },
    { offer: '; server_max_window_bits=10', answer: '; server_max_window_bits=11' },
    { offer: '; server_max_window_bits=16', answer: '' },
    { offer: '; server_no_context_takeover', answer: '' },
    { offer: '', answer: '; server_no_context_takeover=1' },
    { offer: '', answer: '; server_no_context_takeover; server_no_context_takeover' },
    { offer: '', answer: '; mystery' },
    { offer: '; mystery', answer: '' },
  ])('offered with "$offer" must not be answered with "$answer"', ({ offer, answer }) => {
    expect(isDeflateAnswer([`permessage-deflate${offer}`], [`permessage-deflate${answer}`])).toBe(false)
  })

  test('may answer the second of two offers', () => {
    const offers = ['permessage-deflate; server_max_window_bits=10', 'permessage-deflate']
    expect(isDeflateAnswer(offers, ['permessage-deflate'])).toBe(true)
  })

  test('is chosen once', () => {
    const twice = ['permessage-deflate', 'permessage-deflate']
    expect(isDeflateAnswer(twice, twice)).toBe(false)
  })
})

test('an extension is known by its name, in whatever case and with whatever parameters', () => {
  expect(isOffered(['A; x', 'b'], ['a; y=1'])).toBe(true)
  expect(isOffered(['a'], ['a', 'c'])).toBe(false)
})
