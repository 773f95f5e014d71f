// Violations of the protocol: each a bit, a name, the section that forbids it, and what it means. Sets of them are integers.

/** Append only: names are in rules. At most 31. */
// biome-ignore format: table
const table = [
  { name: 'unmasked_client_frame',     reference: 'RFC 6455 5.1',   doc: 'A frame of the client without a mask.' },
  { name: 'masked_server_frame',       reference: 'RFC 6455 5.1',   doc: 'A frame of the server with a mask.' },
  { name: 'reserved_bits',             reference: 'RFC 6455 5.2',   doc: 'A reserved bit that no agreed extension gives a meaning.' },
  { name: 'reserved_opcode',           reference: 'RFC 6455 5.2',   doc: 'An opcode without a meaning: 3 to 7 or 11 to 15.' },
  { name: 'non_minimal_length',        reference: 'RFC 6455 5.2',   doc: 'A length in more bytes than it needs.' },
  { name: 'length_high_bit',           reference: 'RFC 6455 5.2',   doc: 'A 64-bit length with its highest bit set.' },
  { name: 'control_frame_too_long',    reference: 'RFC 6455 5.5',   doc: 'A control frame of more than 125 bytes.' },
  { name: 'control_frame_fragmented',  reference: 'RFC 6455 5.5',   doc: 'A control frame without FIN.' },
  { name: 'continuation_without_start', reference: 'RFC 6455 5.4',  doc: 'A continuation where no message is open.' },
  { name: 'data_frame_inside_message', reference: 'RFC 6455 5.4',   doc: 'A new message before the open one was finished.' },
  { name: 'frame_after_close',         reference: 'RFC 6455 5.5.1', doc: 'A data frame or another close after the same side had sent its close frame.' },
  { name: 'close_payload_length_one',  reference: 'RFC 6455 5.5.1', doc: 'A close frame with half a close code.' },
  { name: 'close_code_invalid',        reference: 'RFC 6455 7.4',   doc: 'A close code that must not be sent.' },
  { name: 'invalid_utf8',              reference: 'RFC 6455 8.1',   doc: 'A text message or close reason that is no UTF-8; where a message comes in fragments, also the frame in which that shows first, if others follow it.' },
  { name: 'inflate_error',             reference: 'RFC 7692 7.2.2', doc: 'A compressed message that cannot be inflated.' },
  { name: 'inflate_limit',             reference: 'RFC 7692 8',     doc: 'A compressed message that grows beyond the limit: a decompression bomb.' },
  { name: 'accept_mismatch',           reference: 'RFC 6455 4.2.2', doc: 'Sec-WebSocket-Accept that does not answer Sec-WebSocket-Key, or none.' },
  { name: 'key_invalid',               reference: 'RFC 6455 4.1',   doc: 'Sec-WebSocket-Key that is not 16 bytes in base64, or none.' },
  { name: 'version_unsupported',       reference: 'RFC 6455 4.2.1', doc: 'Sec-WebSocket-Version other than 13, and the upgrade accepted all the same.' },
  { name: 'subprotocol_not_offered',   reference: 'RFC 6455 4.1',   doc: 'The server chose a subprotocol that the client had not offered.' },
  { name: 'extension_not_offered',     reference: 'RFC 6455 9.1',   doc: 'The server chose an extension that the client had not offered.' },
  { name: 'compressed_bit_misplaced',  reference: 'RFC 7692 6',     doc: 'RSV1 on a control frame or a continuation, where compression is agreed on.' },
  { name: 'deflate_parameter_invalid', reference: 'RFC 7692 7.1',   doc: 'Compression chosen with parameters that mean nothing or answer no offer.' },
  { name: 'request_invalid',           reference: 'RFC 6455 4.2.1', doc: 'A request for a WebSocket that is no GET of HTTP/1.1 with one Host, Upgrade and Connection.' },
  { name: 'response_invalid',          reference: 'RFC 6455 4.2.2', doc: 'An upgrade accepted without the headers Upgrade and Connection.' },
  { name: 'header_repeated',           reference: 'RFC 6455 11.3',  doc: 'A Sec-WebSocket header twice that may stand there once.' },
  { name: 'header_malformed',          reference: 'RFC 9112 5',     doc: 'A header that is folded or is none: programs read such heads in different ways.' },
  { name: 'framing_ambiguous',         reference: 'RFC 9112 6.3',   doc: 'An upgrade whose body has two lengths, or one beside a transfer coding.' },
  { name: 'overlap_differs',           reference: 'RFC 9293 3.10.7.4', doc: 'Bytes that TCP sent again were others than the first time, in this frame or before it. The first were decoded; a receiver may have taken the others.' },
  { name: 'ping_unanswered',           reference: 'RFC 6455 5.5.2', doc: 'A ping that the other side has left without a pong for 10 s: on the second ping that follows it, and on the end of a connection that had one. A pong for a later ping answers those before it (RFC 6455 5.5.3).' },
] as const

export type Anomaly = (typeof table)[number]['name']

export const anomalies: readonly { readonly name: Anomaly; readonly reference: string; readonly doc: string }[] = table

/** A set of anomalies: one bit each. */
export type AnomalySet = number

/** The bit of each name. */
export const anomalyBit = Object.fromEntries(table.map(({ name }, index) => [name, 1 << index])) as Readonly<
  Record<Anomaly, AnomalySet>
>

/** The names in a set; null for an empty one. */
export const anomalyNames = (set: AnomalySet): readonly Anomaly[] | null => list(set, 'name')

/** The sections in a set, one for each name and in the same order; null for an empty one. */
export const anomalyReferences = (set: AnomalySet): readonly string[] | null => list(set, 'reference')

function list<Column extends 'name' | 'reference'>(set: AnomalySet, column: Column) {
  if (set === 0) return null
  return table.filter((_, index) => (set & (1 << index)) !== 0).map((row) => row[column])
}
