// The 43 features of a frame: one table that types them, orders them and prints their reference. `docs/decisions/what-the-features-of-a-frame-are.md` says what the table leaves open.
import type { Field } from './schema.ts'

/** A field, and what it is good for. */
export interface Feature extends Field {
  readonly tells: string
}

/** In their order: a feature's place here is its number from 0. */
// biome-ignore format: table
export const featureSchema = {
  'websocket.features.op_code':             { type: 'long', doc: 'The opcode.', tells: 'Reserved opcodes.', from: 'RFC 6455 5.2' },
  'websocket.features.op_run_len':          { type: 'long', doc: 'Frames of this opcode in a row, this one included; 65535 at most.', tells: 'Floods of pings, empty frames, fragments.', from: 'ours' },
  'websocket.features.op_ctrl_ratio':       { type: 'double', doc: 'Moving share (1/64) of control frames.', tells: 'Ping floods, tunnels kept alive.', from: 'ours' },
  'websocket.features.op_ping_rate':        { type: 'double', doc: 'Pings and pongs a second, half-life 10 s.', tells: 'Ping and pong floods.', from: 'ours' },
  'websocket.features.op_pong_unsolicited': { type: 'long', doc: '1 for a pong that answers none of the last 8 pings of the other side.', tells: 'Pong floods, data hidden in pongs.', from: 'RFC 6455 5.5.3' },
  'websocket.features.op_kind_flip_rate':   { type: 'double', doc: 'Moving share (1/32) of messages that are text after binary, or binary after text.', tells: 'A tunnel in a text application.', from: 'ours' },
  'websocket.features.op_transition_bits':  { type: 'double', doc: 'Surprise at this opcode after the one before it: -log2 of its share so far, each of the 8 classes counted once in advance.', tells: 'Fuzzers, attacks on the state machine.', from: 'ours' },
  'websocket.features.op_after_close':      { type: 'long', doc: 'How many frames of this side its first close was followed by, this one included; 0 before.', tells: 'Data after close, smuggling.', from: 'RFC 6455 5.5.1' },
  'websocket.features.fs_len':              { type: 'long', unit: 'bytes', doc: 'Declared payload length.', tells: 'Oversize, exfiltration.', from: 'RFC 6455 5.2' },
  'websocket.features.fs_len_z':            { type: 'double', doc: 'How many deviations log2(1 + length) lies from its moving mean (1/32); a deviation is 0.25 at least.', tells: 'A sudden dump or upload.', from: 'ours' },
  'websocket.features.fs_len_form_excess':  { type: 'long', unit: 'bytes', doc: 'Bytes of the length beyond those that it needs: 0, 2, 6 or 8.', tells: 'Evasion by long forms.', from: 'RFC 6455 5.2' },
  'websocket.features.fs_mask_state':       { type: 'long', doc: '0 as it should be, 1 an unmasked frame of the client, 2 a masked one of the server.', tells: 'Clients that are no browsers, cache poisoning.', from: 'RFC 6455 5.1' },
  'websocket.features.fs_mask_key_weak':    { type: 'long', doc: 'Bits: 1 a mask of zero, 2 the same as before, 4 four equal bytes. Null without a mask.', tells: 'Home-made clients, replay tools.', from: 'RFC 6455 5.3' },
  'websocket.features.fs_rsv_bits':         { type: 'long', doc: 'RSV1·4 + RSV2·2 + RSV3.', tells: 'Probes of reserved bits.', from: 'RFC 6455 5.2' },
  'websocket.features.fs_rsv_illegal':      { type: 'long', doc: 'Those of them that no agreed extension allows here.', tells: 'Reserved bits; RSV1 on control frames and continuations.', from: 'RFC 7692 6' },
  'websocket.features.fs_ctrl_illegal':     { type: 'long', doc: 'Bits of a control frame: 1 longer than 125, 2 without FIN, 4 half a close code, 8 a close code that must not be sent, 16 a reason that is no UTF-8.', tells: 'Malformed control frames.', from: 'RFC 6455 5.5' },
  'websocket.features.fs_close_code':       { type: 'long', doc: 'The close code; 1005 for an empty close, null for anything else.', tells: 'Refused clients, crashes.', from: 'RFC 6455 7.4' },
  'websocket.features.fs_frames_in_segment': { type: 'long', doc: 'Frames of this side that the same packet completed, so far.', tells: 'Floods packed into few packets.', from: 'ours' },
  'websocket.features.pl_entropy':          { type: 'double', doc: 'Bits a byte; 0 if empty.', tells: 'Encrypted or compressed data, tunnels.', from: 'ours' },
  'websocket.features.pl_entropy_shift':    { type: 'double', doc: 'Entropy less its moving mean (1/32) before; data frames only.', tells: 'A session that changes its ways.', from: 'ours' },
  'websocket.features.pl_printable':        { type: 'double', doc: 'Share of printable ASCII, tabs and line ends.', tells: 'Binary in text, tunnels.', from: 'ours' },
  'websocket.features.pl_utf8_state':       { type: 'long', doc: 'Of text: 0 valid so far, 1 invalid, 2 ended inside a character.', tells: 'Invalid UTF-8.', from: 'RFC 6455 8.1' },
  'websocket.features.pl_meta_density':     { type: 'double', doc: 'Share of the characters that injections are made of: quotes and ;|&$<>(){}[]\\*=%#.', tells: 'Injection of every kind; JSON has 0.1 to 0.3.', from: 'ours' },
  'websocket.features.pl_token_score':      { type: 'double', doc: 'Sum of the weights of the different injection tokens in the message so far, in lower case, unescaped once; 100 at most.', tells: 'SQL, NoSQL, command, LDAP, XML, template injection, XSS.', from: 'ours' },
  'websocket.features.pl_b64_run':          { type: 'long', unit: 'bytes', doc: 'Longest run of the characters of Base64.', tells: 'Encoded tasks and loot.', from: 'RFC 4648' },
  'websocket.features.pl_secret_hits':      { type: 'long', doc: 'Tokens, keys, card numbers, e-mail addresses and IBANs; 255 at most.', tells: 'Secrets and personal data on their way.', from: 'ours' },
  'websocket.features.pl_inflate_ratio':    { type: 'double', doc: 'Bytes after inflation for each on the wire; 1 uncompressed; null where it fails.', tells: 'Decompression bombs, garbage.', from: 'RFC 7692' },
  'websocket.features.pl_simhash_dist':     { type: 'long', doc: 'Bits of 64 in which its SimHash differs from that of the message before.', tells: 'Guessing from a template (small), replay (0).', from: 'ours' },
  'websocket.features.fg_fin':              { type: 'long', doc: 'FIN bit.', tells: 'Messages that never end.', from: 'RFC 6455 5.4' },
  'websocket.features.fg_index':            { type: 'long', doc: 'Number of this frame in its message, from 0.', tells: 'Fragment floods.', from: 'RFC 6455 5.4' },
  'websocket.features.fg_msg_bytes':        { type: 'long', unit: 'bytes', doc: 'Payload bytes of the message so far.', tells: 'Endless messages.', from: 'ours' },
  'websocket.features.fg_mean_len':         { type: 'double', unit: 'bytes', doc: 'The same for each of its frames.', tells: 'Fragments of one byte.', from: 'ours' },
  'websocket.features.fg_tiny_run':         { type: 'long', doc: 'Frames of the message in a row with 2 bytes at most.', tells: 'Floods of tiny fragments, split signatures.', from: 'ours' },
  'websocket.features.fg_state_illegal':    { type: 'long', doc: '0 legal, 1 continuation of nothing, 2 a message inside another, 3 a fragmented control frame.', tells: 'Violations of the state machine.', from: 'RFC 6455 5.4' },
  'websocket.features.fg_open_age':         { type: 'double', unit: 's', doc: 'Since the first frame of the message.', tells: 'Messages that drip.', from: 'ours' },
  'websocket.features.tm_iat':              { type: 'double', unit: 's', doc: 'Since the frame before.', tells: 'Floods, beacons.', from: 'ours' },
  'websocket.features.tm_iat_cv':           { type: 'double', doc: 'Deviation of the pauses over their mean (1/16), pauses below 50 ms left out; null before 4 of them.', tells: 'Machines (below 0.3), people (about 1).', from: 'ours' },
  'websocket.features.tm_frame_rate':       { type: 'double', doc: 'Frames a second, half-life 5 s.', tells: 'Floods.', from: 'ours' },
  'websocket.features.tm_byte_rate':        { type: 'double', doc: 'Payload bytes a second, half-life 5 s.', tells: 'Floods, exfiltration.', from: 'ours' },
  'websocket.features.tm_dir_ratio':        { type: 'double', doc: 'log2 of (1 + bytes of the client) / (1 + bytes of the server), half-life 60 s.', tells: 'Uploads (above 0), dumps (far below), tunnels (about 0).', from: 'ours' },
  'websocket.features.tm_turnaround':       { type: 'double', unit: 's', doc: 'Since the last frame of the other side.', tells: 'Automata, guessing loops.', from: 'ours' },
  'websocket.features.tm_burst':            { type: 'long', doc: 'Frames of this side with no more than 100 ms between them.', tells: 'Floods, packing.', from: 'ours' },
  'websocket.features.tm_conn_age':         { type: 'double', unit: 's', doc: 'Since the upgrade.', tells: 'Long sessions, tokens that outlive themselves.', from: 'ours' },
} as const satisfies Record<string, Feature>

export type FeatureField = keyof typeof featureSchema

export const featureFields = Object.keys(featureSchema) as readonly FeatureField[]

/** What a feature is called without the namespace that all of them share. */
export type FeatureName = FeatureField extends `websocket.features.${infer Name}` ? Name : never

export const featureName = (field: string): FeatureName => field.slice('websocket.features.'.length) as FeatureName

export const isFeature = (field: string): field is FeatureField => Object.hasOwn(featureSchema, field)
