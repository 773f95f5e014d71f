// What a captured packet turned out to be. Numbers, because one comes with every packet.

export const verdict = {
  segment: 0,
  /** Some other protocol than TCP over IP. */
  otherProtocol: 1,
  /** A link type that this sensor does not know. */
  unknownLink: 2,
  /** A piece of an IP packet cut in transit, of which others have not come yet. */
  ipFragment: 3,
  /** Headers that contradict themselves, or cut by the capture. */
  malformed: 4,
  /** More tunnels inside each other than are opened. */
  deepTunnel: 5,
} as const

export type Verdict = (typeof verdict)[keyof typeof verdict]
