// TCP reassembly: order, repetition, overlap, gaps and their bounds.
import { describe, expect, test } from 'vitest'
import { RecentSegments } from '../../src/sensor/recent-segments.ts'
import { Stream } from '../../src/sensor/stream.ts'

/** A stream that writes down what it delivers: text as it comes, gaps as `<n>`. */
function open(start = 100, bounds = { gapBytes: 100, gapSegments: 10 }) {
  let text = ''
  let charged = 0
  let differences = 0
  const receiver = {
    data: (bytes: Buffer, from: number, to: number) => {
      text += bytes.toString('latin1', from, to)
    },
    gap: (length: number) => {
      text += `<${length}>`
    },
    differs: () => {
      differences++
    },
  }
  const charge = (bytes: number) => {
    charged += bytes
  }
  const stream = new Stream(receiver, { bounds, recent: new RecentSegments(1 << 20), charge })
  stream.startAt(start | 0)
  return {
    stream,
    /** A segment's payload at an offset from the start. */
    send(offset: number, payload: string, missing = 0) {
      const bytes = Buffer.from(payload)
      stream.segment((start + offset) | 0, bytes, 0, bytes.length, missing)
      return this
    },
    get text() {
      return text
    },
    get differences() {
      return differences
    },
    get charged() {
      return charged
    },
  }
}

describe('segments', () => {
  test.each([
    {
      name: 'in order',
      segments: [
        [0, 'abc'],
        [3, 'def'],
      ],
      text: 'abcdef',
    },
    {
      name: 'in reverse',
      segments: [
        [4, 'ef'],
        [2, 'cd'],
        [0, 'ab'],
      ],
      text: 'abcdef',
    },
    {
      name: 'sent twice',
      segments: [
        [0, 'abc'],
        [0, 'abc'],
        [3, 'def'],
        [0, 'abc'],
      ],
      text: 'abcdef',
    },
    {
      name: 'that overlap what was delivered',
      segments: [
        [0, 'abc'],
        [1, 'XXdef'],
      ],
      text: 'abcdef',
    },
    {
      name: 'that overlap what is held: the first wins',
      segments: [
        [2, 'cd'],
        [0, 'abXXef'],
      ],
      text: 'abcdef',
    },
    {
      name: 'that lie within what is held',
      segments: [
        [2, 'cdef'],
        [3, 'XX'],
        [0, 'ab'],
      ],
      text: 'abcdef',
    },
    {
      name: 'that span several held ones',
      segments: [
        [1, 'b'],
        [3, 'd'],
        [0, 'aXcXe'],
      ],
      text: 'abcde',
    },
    {
      name: 'without payload',
      segments: [
        [0, ''],
        [0, 'a'],
        [0, ''],
      ],
      text: 'a',
    },
  ] as { name: string; segments: [number, string][]; text: string }[])(
    '$name give each byte once',
    ({ segments, text }) => {
      const stream = open()
      for (const [offset, payload] of segments) stream.send(offset, payload)
      expect(stream.text).toBe(text)
      expect(stream.charged).toBe(0)
    },
  )

  test('go on where sequence numbers wrap', () => {
    expect(open(0xfffffffe).send(0, 'abc').send(5, 'f').send(3, 'de').text).toBe('abcdef')
  })

  test('that the capture cut leave a gap at once', () => {
    expect(open().send(0, 'ab', 3).send(5, 'f').text).toBe('ab<3>f')
  })

  test('that the capture cut leave a gap also where they were held', () => {
    expect(open().send(2, 'cd', 2).send(6, 'g').send(0, 'ab').text).toBe('abcd<2>g')
  })
})

describe('bytes that come again', () => {
  test.each([
    {
      name: 'the same',
      segments: [
        [0, 'abc'],
        [0, 'abc'],
      ],
      differences: 0,
    },
    {
      name: 'the same in other cuts',
      segments: [
        [0, 'ab'],
        [2, 'cd'],
        [1, 'bcde'],
      ],
      differences: 0,
    },
    {
      name: 'others',
      segments: [
        [0, 'abc'],
        [0, 'abX'],
      ],
      differences: 1,
    },
    {
      name: 'others before fresh ones',
      segments: [
        [0, 'abc'],
        [1, 'Xcdef'],
      ],
      differences: 1,
    },
    {
      name: 'others far behind',
      segments: [
        [0, 'abc'],
        [3, 'def'],
        [6, 'ghi'],
        [0, 'abcdXf'],
      ],
      differences: 1,
    },
    {
      name: 'the same as what is held',
      segments: [
        [2, 'cdef'],
        [0, 'abcd'],
      ],
      differences: 0,
    },
    {
      name: 'others than what is held',
      segments: [
        [2, 'cdef'],
        [0, 'abXd'],
      ],
      differences: 1,
    },
    {
      name: 'others than what is held in pieces',
      segments: [
        [1, 'b'],
        [3, 'd'],
        [0, 'aXcX'],
      ],
      differences: 2,
    },
    {
      name: 'others while something is held',
      segments: [
        [0, 'abc'],
        [5, 'f'],
        [0, 'aXc'],
      ],
      differences: 1,
    },
    {
      name: 'a keep-alive with any byte',
      segments: [
        [0, 'abc'],
        [2, '\0'],
      ],
      differences: 0,
    },
  ] as { name: string; segments: [number, string][]; differences: number }[])(
    '$name: told $differences times, and the first are kept',
    ({ segments, differences }) => {
      const stream = open(0xffffffff)
      for (const [offset, payload] of segments) stream.send(offset, payload)
      expect(stream.differences).toBe(differences)
      expect(stream.text.startsWith('ab')).toBe(true)
    },
  )
})

describe('gaps', () => {
  test('are waited for as long as the bound allows', () => {
    const stream = open(0, { gapBytes: 5, gapSegments: 10 }).send(2, 'cde')
    expect(stream.text).toBe('')
    expect(stream.charged).toBe(3)
    stream.send(5, 'fgh')
    expect(stream.text).toBe('<2>cdefgh')
    expect(stream.charged).toBe(0)
  })

  test('are given up at so many segments', () => {
    const stream = open(0, { gapBytes: 100, gapSegments: 2 }).send(1, 'b').send(3, 'd')
    expect(stream.text).toBe('')
    expect(stream.send(5, 'f').text).toBe('<1>b')
  })

  test('are given up where the receiver acknowledges what was not seen and segments follow', () => {
    const stream = open(0).send(3, 'd').send(4, 'e').send(5, 'f')
    stream.stream.acknowledged(3)
    expect(stream.text).toBe('<3>def')
  })

  test('are kept open by an acknowledgement while segments may only be out of order', () => {
    const stream = open(0).send(3, 'd')
    stream.stream.acknowledged(3)
    expect(stream.text).toBe('')
  })

  test('bytes that come after their gap was given up are old', () => {
    const stream = open(0).send(2, 'c')
    stream.stream.flush()
    expect(stream.send(0, 'ab').text).toBe('<2>c')
  })
})

describe('the end', () => {
  test('is reached with the byte before the FIN', () => {
    const { stream, send } = open(0)
    stream.finish(2)
    expect(stream.ended).toBe(false)
    send(0, 'ab')
    expect(stream.ended).toBe(true)
  })

  test('is reached over a gap when the FIN is acknowledged', () => {
    const opened = open(0).send(3, 'd')
    opened.stream.finish(6)
    opened.stream.acknowledged(7)
    expect(opened.text).toBe('<3>d<2>')
    expect(opened.stream.ended).toBe(true)
  })
})
