// The event schema: the one table that types events, checks rules, maps the index and prints the reference.

export type FieldType = 'keyword' | 'long' | 'double' | 'boolean' | 'ip' | 'date'

export interface Field {
  readonly type: FieldType
  /** True where the field holds several values; a comparison holds if any element does. */
  readonly many?: true
  readonly unit?: 'bytes' | 'ns' | 's'
  /** True where the value is free text of a stranger: long, searched by words, cut in evidence. */
  readonly text?: true
  readonly doc: string
  /** Where the name or the meaning comes from. */
  readonly from: string
}

// biome-ignore format: table
export const schema = {
  '@timestamp':                          { type: 'date', doc: 'Capture time; for a log line the time it was written.', from: 'ECS' },
  'message':                             { type: 'keyword', text: true, doc: 'The event in words.', from: 'ECS' },
  'event.id':                            { type: 'keyword', doc: 'The same for the same event, however often it is read.', from: 'ECS' },
  'event.sequence':                      { type: 'long', doc: 'Position in its source; decides the order of events at one time.', from: 'ECS' },
  'event.kind':                          { type: 'keyword', doc: '`event`, or `alert` for an incident.', from: 'ECS' },
  'event.category':                      { type: 'keyword', many: true, doc: 'ECS value and ours: handshake, frame, message, close, connection, request, auth, log, alert, incident.', from: 'ECS' },
  'event.type':                          { type: 'keyword', many: true, doc: 'ECS sub-category: start, end, info, denied.', from: 'ECS' },
  'event.action':                        { type: 'keyword', doc: 'What was done, in the words of the source.', from: 'ECS' },
  'event.dataset':                       { type: 'keyword', doc: 'Which connector, or `sensor`.', from: 'ECS' },
  'event.outcome':                       { type: 'keyword', doc: '`success`, `failure` or `unknown`.', from: 'ECS' },
  'event.duration':                      { type: 'long', unit: 'ns', doc: 'How long the connection was open.', from: 'ECS' },
  'event.start':                         { type: 'date', doc: 'When the connection was upgraded.', from: 'ECS' },
  'event.end':                           { type: 'date', doc: 'When the connection ended.', from: 'ECS' },
  'event.original':                      { type: 'keyword', text: true, doc: 'The line as it came, if kept.', from: 'ECS' },
  'event.reason':                        { type: 'keyword', doc: 'Why, in the words of the source.', from: 'ECS' },
  'event.severity':                      { type: 'long', doc: '21, 47, 73 or 99; 1 for informational.', from: 'ECS' },
  'event.risk_score':                    { type: 'double', doc: '0 to 100.', from: 'ECS' },
  'source.ip':                           { type: 'ip', doc: 'The WebSocket client, on every event of a connection, whoever sent the frame.', from: 'ECS' },
  'source.port':                         { type: 'long', doc: 'Port of the client.', from: 'ECS' },
  'destination.ip':                      { type: 'ip', doc: 'The server.', from: 'ECS' },
  'destination.port':                    { type: 'long', doc: 'Port of the server.', from: 'ECS' },
  'client.ip':                           { type: 'ip', doc: 'The real client behind a trusted proxy; else as source.ip.', from: 'ECS' },
  'url.domain':                          { type: 'keyword', doc: 'Host of the request, without port.', from: 'ECS' },
  'url.path':                            { type: 'keyword', doc: 'Path of the request.', from: 'ECS' },
  'url.query':                           { type: 'keyword', doc: 'Query of the request; values of token-like parameters are masked.', from: 'ECS' },
  'url.full':                            { type: 'keyword', doc: 'The whole URL; token-like parameters are masked.', from: 'ECS' },
  'http.request.method':                 { type: 'keyword', doc: 'Method of the request.', from: 'ECS' },
  'http.version':                        { type: 'keyword', doc: '`1.1`.', from: 'ECS' },
  'http.response.status_code':           { type: 'long', doc: '101 for an accepted upgrade.', from: 'ECS' },
  'http.response.body.bytes':            { type: 'long', unit: 'bytes', doc: 'Bytes of the answer after its header; for an upgrade, of the frames.', from: 'ECS' },
  'http.request.referrer':               { type: 'keyword', doc: 'The Referer header.', from: 'ECS' },
  'http.request.origin':                 { type: 'keyword', doc: 'The Origin header; `null` kept as the text.', from: 'RFC 6454' },
  'http.request.origin_domain':          { type: 'keyword', doc: 'Host of the Origin header.', from: 'RFC 6454' },
  'http.request.origin_foreign':         { type: 'boolean', doc: 'The Origin is of another registrable domain than the Host, `null`, or missing where a browser would send one.', from: 'RFC 6455 10.2' },
  'http.request.cookie.names':           { type: 'keyword', many: true, doc: 'Names of the cookies sent; values never.', from: 'RFC 6265' },
  'http.request.cookie.present':         { type: 'boolean', doc: 'Whether any cookie was sent.', from: 'RFC 6265' },
  'http.request.authorization.scheme':   { type: 'keyword', doc: '`basic`, `bearer` …; the credentials never.', from: 'RFC 9110 11.6.2' },
  'user_agent.original':                 { type: 'keyword', doc: 'The User-Agent header.', from: 'ECS' },
  'session.id':                          { type: 'keyword', doc: 'HMAC of the session cookie, the bearer token or the token in the URL.', from: 'ours' },
  'session.from':                        { type: 'keyword', doc: 'What session.id was made from: `cookie`, `bearer` or `query`.', from: 'ours' },
  'user.name':                           { type: 'keyword', doc: 'Known from the request or from a login inside the connection.', from: 'ECS' },
  'network.transport':                   { type: 'keyword', doc: '`tcp`.', from: 'ECS' },
  'network.protocol':                    { type: 'keyword', doc: '`websocket`.', from: 'ECS' },
  'network.community_id':                { type: 'keyword', doc: 'Community ID of the flow.', from: 'Community ID 1.0' },
  'websocket.connection.id':             { type: 'keyword', doc: 'Community ID of the flow and its start.', from: 'ours' },
  'websocket.version':                   { type: 'keyword', doc: 'Sec-WebSocket-Version.', from: 'RFC 6455 4.1' },
  'websocket.key_valid':                 { type: 'boolean', doc: 'Whether Sec-WebSocket-Accept fits Sec-WebSocket-Key.', from: 'RFC 6455 4.2.2' },
  'websocket.subprotocol':               { type: 'keyword', doc: 'The subprotocol agreed on.', from: 'RFC 6455 1.9' },
  'websocket.extensions':                { type: 'keyword', many: true, doc: 'The extensions agreed on.', from: 'RFC 6455 9.1' },
  'websocket.direction':                 { type: 'keyword', doc: '`client` where the client sent it, `server` where the server did.', from: 'ours' },
  'websocket.frame.sequence':            { type: 'long', doc: 'From 0, for each direction.', from: 'ours' },
  'websocket.opcode':                    { type: 'long', doc: 'Opcode as on the wire.', from: 'RFC 6455 5.2' },
  'websocket.opcode_name':               { type: 'keyword', doc: '`continuation text binary close ping pong`, or `reserved`.', from: 'RFC 6455 5.2' },
  'websocket.fin':                       { type: 'boolean', doc: 'FIN bit.', from: 'RFC 6455 5.2' },
  'websocket.rsv':                       { type: 'long', doc: 'RSV1·4 + RSV2·2 + RSV3.', from: 'RFC 6455 5.2' },
  'websocket.masked':                    { type: 'boolean', doc: 'MASK bit.', from: 'RFC 6455 5.3' },
  'websocket.payload.bytes':             { type: 'long', unit: 'bytes', doc: 'Payload length on the wire.', from: 'RFC 6455 5.2' },
  'websocket.payload.text':              { type: 'keyword', text: true, doc: 'Decoded text: unmasked, joined, inflated.', from: 'ours' },
  'websocket.payload.truncated':         { type: 'boolean', doc: 'Whether payload.text was cut at its limit.', from: 'ours' },
  'websocket.message.type':              { type: 'keyword', doc: '`text` or `binary`.', from: 'RFC 6455 5.6' },
  'websocket.message.bytes':             { type: 'long', unit: 'bytes', doc: 'Bytes of the whole message after inflation.', from: 'ours' },
  'websocket.message.fragments':         { type: 'long', doc: 'Frames that the message was cut into.', from: 'RFC 6455 5.4' },
  'websocket.message.compressed':        { type: 'boolean', doc: 'Whether it came under permessage-deflate.', from: 'RFC 7692' },
  'websocket.close.code':                { type: 'long', doc: 'Close code; 1005 for an empty close, 1006 where none came.', from: 'RFC 6455 7.4' },
  'websocket.close.reason':              { type: 'keyword', text: true, doc: 'Close reason.', from: 'RFC 6455 7.1.6' },
  'websocket.close.by':                  { type: 'keyword', doc: '`client`, `server`, `transport` or `limit`.', from: 'ours' },
  'websocket.anomaly':                   { type: 'keyword', many: true, doc: 'Violations by name: `unmasked_client_frame`.', from: 'ours' },
  'websocket.anomaly_reference':         { type: 'keyword', many: true, doc: 'Their sections: `RFC 6455 5.1`.', from: 'ours' },
  'websocket.client.frames':             { type: 'long', doc: 'Frames that the client sent.', from: 'ours' },
  'websocket.client.messages':           { type: 'long', doc: 'Messages that the client sent.', from: 'ours' },
  'websocket.client.bytes':              { type: 'long', unit: 'bytes', doc: 'Payload bytes that the client sent, on the wire.', from: 'ours' },
  'websocket.server.frames':             { type: 'long', doc: 'Frames that the server sent.', from: 'ours' },
  'websocket.server.messages':           { type: 'long', doc: 'Messages that the server sent.', from: 'ours' },
  'websocket.server.bytes':              { type: 'long', unit: 'bytes', doc: 'Payload bytes that the server sent, on the wire.', from: 'ours' },
  'rule.id':                             { type: 'keyword', doc: 'On incidents: identifier of the rule.', from: 'ECS' },
  'rule.name':                           { type: 'keyword', doc: 'On incidents: its title.', from: 'ECS' },
} as const satisfies Record<string, Field>

export type FieldName = keyof typeof schema

/** The row of a field, or undefined for a name outside the table. */
export const fieldOf = (name: string): Field | undefined =>
  Object.hasOwn(schema, name) ? (schema as Readonly<Record<string, Field>>)[name] : undefined
