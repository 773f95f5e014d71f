// Scenes → the bytes of a capture, packets in order of time.
import { writePcap } from '../../test/sensor/packets.ts'
import type { Scene } from './scene.ts'

export function captureOf(scenes: readonly Scene[]): Buffer {
  const packets = scenes.flatMap(({ visits }) => visits.flatMap(({ conversation }) => conversation.packets))
  return writePcap(packets.sort((a, b) => a.us - b.us))
}
