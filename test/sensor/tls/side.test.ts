// One direction of TLS: what it keeps once nothing more is to be read.
import { expect, test } from 'vitest'
import { TlsSide } from '../../../src/sensor/tls/side.ts'

/** RFC 8446 section 5.1. */
const record = (type: number, contents: Buffer): Buffer =>
  Buffer.concat([Buffer.from([type, 3, 3, contents.length >> 8, contents.length & 255]), contents])

const hello = Buffer.from([1, 0, 0, 4, 1, 2, 3, 4])
const halfAnother = Buffer.from([1, 0, 1, 0, 9, 9, 9])

test.each([
  ['in the same record', record(22, Buffer.concat([hello, halfAnother]))],
  ['in a record of its own', Buffer.concat([record(22, hello), record(22, halfAnother)])],
  [
    'in a record that has not come as a whole',
    Buffer.concat([record(22, hello), record(22, halfAnother).subarray(0, 9)]),
  ],
])('nothing is kept of what comes behind the hello that ends the reading: %s', (_where, bytes) => {
  let kept = 0
  const charge = (more: number): void => {
    kept += more
  }
  const heard: number[] = []
  const side: TlsSide = new TlsSide(
    {
      hello(type) {
        heard.push(type)
        side.release()
      },
      data() {},
      gap() {},
      changed() {},
      unopened() {},
    },
    false,
    { heldBytes: 1000, charge },
  )
  side.push(bytes, 0, bytes.length)
  expect({ heard, kept }).toEqual({ heard: [1], kept: 0 })
})
