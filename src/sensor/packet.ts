// One captured packet, between the capture reader and the sensor.

/**
 * A reader gives the same object again and again with new contents; the bytes behind it are never written to again,
 * so that events may point into them.
 */
export interface Packet {
  bytes: Buffer
  /** The packet is bytes `start` to `end` (exclusive). */
  start: number
  end: number
  /** Capture time: integer microseconds since the epoch, and 0 to 999 nanoseconds beside it. */
  us: number
  nanos: number
  /** LINKTYPE_ number of its interface. */
  linkType: number
  /** Length on the wire; more than `end - start` where the capture cut the packet. */
  wireLength: number
}

export const emptyPacket = (): Packet => ({
  bytes: Buffer.alloc(0),
  start: 0,
  end: 0,
  us: 0,
  nanos: 0,
  linkType: 0,
  wireLength: 0,
})
