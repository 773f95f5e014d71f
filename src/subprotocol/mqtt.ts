// MQTT 3.1, 3.1.1 and 5.0: the control packets of a binary message. No state: the version is seen from each packet.
import type { JsonObject } from '../event/tree.ts'
import { type Decoder, mostRecords } from './decoder.ts'
import { readPacket } from './mqtt-packet.ts'
import { Octets } from './octets.ts'

export const mqtt: Decoder = {
  prefix: 'mqtt',
  records: 'packets',
  subprotocol: /^mqtt(?:v3\.1(?:\.1)?)?$/i,
  path: /\/mqtt(?:\/|$)/i,
  decode({ octets }, by) {
    if (octets === null || (by === 'shape' && !isConnect(octets))) return null
    const packets = readPackets(new Octets(octets))
    return packets.length > 0 ? packets : null
  },
}

/** MQTT 3.1.1 section 3.1.2.1: the one packet that says what it is. */
const isConnect = (octets: Buffer): boolean =>
  octets[0] === 0x10 && /^.{1,4}\0(?:\x04MQTT|\x06MQIsdp)/s.test(octets.toString('latin1', 1, 16))

/** A packet may go on in the next message: what this one has of it is read. */
function readPackets(octets: Octets): readonly JsonObject[] {
  const packets: JsonObject[] = []
  while (octets.left > 0 && packets.length < mostRecords) {
    const first = octets.byte()
    const length = octets.variable()
    if (octets.isShort) break
    const packet = readPacket(first, octets.part(length))
    if (packet === null) break
    packets.push(packet)
  }
  return packets
}
