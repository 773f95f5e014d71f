// What the sensor saw and what it had to leave out, in numbers. Nothing is dropped without one of them rising.

export const emptyCounters = () => ({
  packets: 0,
  /** Packets that are no TCP over IP. */
  otherProtocolPackets: 0,
  /** Packets of a link type that is not known. */
  unknownLinkPackets: 0,
  /** Packets with more tunnels inside each other than are opened. */
  deepTunnelPackets: 0,
  /** Pieces of IP packets cut in transit. */
  ipFragments: 0,
  /** Those with bytes for a place that had some already: of IPv4 the first copy was kept, of IPv6 nothing. */
  overlappingFragments: 0,
  /** Packets cut in transit that could not be put together. */
  lostFragments: 0,
  /** Packets whose headers are cut or contradict themselves. */
  malformedPackets: 0,
  /** Packets of which the capture kept only the beginning. */
  cutPackets: 0,
  /** Packets with an earlier time than one before them; their events carry the later time. */
  latePackets: 0,
  connections: 0,
  /** Connections whose beginning was not captured: left alone, unless a segment begins with a request or both sides send frames. */
  midstreamConnections: 0,
  /** Connections that are WebSockets by their frames alone. */
  recognisedConnections: 0,
  webSockets: 0,
  refusedUpgrades: 0,
  http2Connections: 0,
  /** Frames of HTTP/2 that are too long or contradict themselves, and header blocks that cannot be read. */
  badHttp2Frames: 0,
  /** Requests or responses that could not be followed. */
  unreadableHttp: 0,
  /** TLS connections whose inside was not seen, for want of keys or because of a cipher that is not known. */
  encryptedConnections: 0,
  /** TLS connections whose keys were known. */
  openedConnections: 0,
  /** TLS records that none of the keys opened. */
  unopenedRecords: 0,
  repeatedBytes: 0,
  /** Times that bytes came again and were others. */
  differingOverlaps: 0,
  /** Gaps in the bytes of a WebSocket. */
  gaps: 0,
  gapBytes: 0,
  /** WebSocket bytes that could not be decoded, because a gap hid where the next frame begins. */
  undecodedBytes: 0,
  frames: 0,
  messages: 0,
  /** Connections that fell silent. */
  idleConnections: 0,
  /** Connections let go to stay within the bound. */
  evictedConnections: 0,
  /** Times that a connection gave up the bytes it had kept, to stay within the bound. */
  shedBuffers: 0,
})

export type Counters = ReturnType<typeof emptyCounters>
