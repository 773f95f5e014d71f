// What every capture format promises the reader: one step over the bytes in hand.
import type { Packet } from './packet.ts'

/** Bytes in hand, from `at` on. `at` is moved past what was used. */
export interface Window {
  bytes: Buffer
  at: number
}

/** What a format makes of the bytes in hand. */
export type Step =
  /** The packet was filled. */
  | 'packet'
  /** Something without a packet was used. */
  | 'other'
  /** Not enough bytes: `needed` says how many from `at` on. */
  | 'short'
  /** Nothing after this place can be read: `broken` says why. */
  | 'broken'

/** One capture format, with the state of one file. */
export interface CaptureFormat {
  /** Bytes wanted from the window's place on, where `step` said `short`. */
  needed: number
  /** A reason, where `step` said `broken`. */
  broken: string
  /** Bytes to leave out unseen before the next step. */
  skip: number
  step(window: Window, packet: Packet): Step
}

/** Called with the text of a key log that a capture brings along. */
export type OnSecrets = (keyLog: string) => void

/** No packet is longer: the largest snapshot length that libpcap lets any link type have is far below. */
export const longestPacket = 1 << 24
