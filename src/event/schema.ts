// The event schema: the one table that types events, checks rules, maps the index and prints the reference.
import { featureSchema } from './feature-schema.ts'

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
  'source.as.number':                    { type: 'long', doc: 'Autonomous system of the client, where something before Tripline looked it up.', from: 'ECS' },
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
  'user.name':                           { type: 'keyword', doc: 'Known from the request (Basic, or the subject of a token, unverified) or from a login inside the connection.', from: 'ECS' },
  'network.transport':                   { type: 'keyword', doc: '`tcp`.', from: 'ECS' },
  'network.protocol':                    { type: 'keyword', doc: '`websocket`.', from: 'ECS' },
  'network.community_id':                { type: 'keyword', doc: 'Community ID of the flow.', from: 'Community ID 1.0' },
  'websocket.connection.id':             { type: 'keyword', doc: 'Community ID of the flow and its start; of HTTP/2 the stream behind a slash.', from: 'ours' },
  'websocket.connection.confidence':     { type: 'double', doc: 'How sure it is that this is a WebSocket, below 1, where the handshake was not captured and frames alone told.', from: 'ours' },
  'websocket.version':                   { type: 'keyword', doc: 'Sec-WebSocket-Version.', from: 'RFC 6455 4.1' },
  'websocket.key_valid':                 { type: 'boolean', doc: 'Whether Sec-WebSocket-Accept fits Sec-WebSocket-Key.', from: 'RFC 6455 4.2.2' },
  'websocket.subprotocol':               { type: 'keyword', doc: 'The subprotocol agreed on.', from: 'RFC 6455 1.9' },
  'websocket.extensions':                { type: 'keyword', many: true, doc: 'The extensions agreed on.', from: 'RFC 6455 9.1' },
  'websocket.direction':                 { type: 'keyword', doc: '`client` where the client sent it, `server` where the server did.', from: 'ours' },
  'websocket.frame.sequence':            { type: 'long', doc: 'From 0, for each direction.', from: 'ours' },
  'websocket.frame.missing_bytes':       { type: 'long', unit: 'bytes', doc: 'Bytes of this direction, in the frame or between it and the one before, that the capture lacks.', from: 'ours' },
  'websocket.frame.confidence':          { type: 'double', doc: 'How sure it is that a frame begins here, below 1, where missing bytes hid where it does and its looks told.', from: 'ours' },
  'websocket.opcode':                    { type: 'long', doc: 'Opcode as on the wire.', from: 'RFC 6455 5.2' },
  'websocket.opcode_name':               { type: 'keyword', doc: '`continuation text binary close ping pong`, or `reserved`.', from: 'RFC 6455 5.2' },
  'websocket.fin':                       { type: 'boolean', doc: 'FIN bit.', from: 'RFC 6455 5.2' },
  'websocket.rsv':                       { type: 'long', doc: 'RSV1·4 + RSV2·2 + RSV3.', from: 'RFC 6455 5.2' },
  'websocket.masked':                    { type: 'boolean', doc: 'MASK bit.', from: 'RFC 6455 5.3' },
  'websocket.payload.bytes':             { type: 'long', unit: 'bytes', doc: 'Payload length on the wire.', from: 'RFC 6455 5.2' },
  'websocket.payload.text':              { type: 'keyword', text: true, doc: 'Decoded text: unmasked, joined, inflated.', from: 'ours' },
  'websocket.payload.truncated':         { type: 'boolean', doc: 'Whether payload.text was cut at its limit.', from: 'ours' },
  'websocket.payload.protocol':          { type: 'keyword', doc: 'Of a binary message that begins as another protocol does: `ssh tls socks4 socks5 http openvpn wireguard rdp rfb postgresql`.', from: 'ours' },
  'websocket.message.type':              { type: 'keyword', doc: '`text` or `binary`.', from: 'RFC 6455 5.6' },
  'websocket.message.bytes':             { type: 'long', unit: 'bytes', doc: 'Bytes of the whole message after inflation.', from: 'ours' },
  'websocket.message.fragments':         { type: 'long', doc: 'Frames that the message was cut into.', from: 'RFC 6455 5.4' },
  'websocket.message.compressed':        { type: 'boolean', doc: 'Whether it came under permessage-deflate.', from: 'RFC 7692' },
  'websocket.message.smallest_fragment': { type: 'long', unit: 'bytes', doc: 'Payload on the wire of the smallest frame of a message that was cut into several.', from: 'ours' },
  'websocket.message.largest_fragment':  { type: 'long', unit: 'bytes', doc: 'The same of the largest.', from: 'ours' },
  'websocket.message.duration':          { type: 'long', unit: 'ns', doc: 'From its first frame to its last.', from: 'ours' },
  'websocket.message.control_frames':    { type: 'long', doc: 'Pings, pongs and closes that came between its frames.', from: 'RFC 6455 5.4' },
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
  ...featureSchema,
  'rpc.version':                         { type: 'keyword', many: true, doc: '`2.0`, or `1.0` where the call has no version.', from: 'JSON-RPC 2.0 4' },
  'rpc.kind':                            { type: 'keyword', many: true, doc: '`request`, `notification`, `response` or `error`.', from: 'JSON-RPC 2.0 4, 5' },
  'rpc.id':                              { type: 'keyword', many: true, doc: 'Ties an answer to its request; a number as its text.', from: 'JSON-RPC 2.0 4' },
  'rpc.method':                          { type: 'keyword', many: true, doc: 'What is called. Of a batch, what each of its calls calls.', from: 'JSON-RPC 2.0 4' },
  'rpc.error.code':                      { type: 'long', many: true, doc: 'Why a call failed.', from: 'JSON-RPC 2.0 5.1' },
  'rpc.error.message':                   { type: 'keyword', many: true, doc: 'The same in words.', from: 'JSON-RPC 2.0 5.1' },
  'socketio.engine':                     { type: 'keyword', doc: 'Packet of Engine.IO: `open close ping pong message upgrade noop`.', from: 'Engine.IO protocol 4' },
  'socketio.type':                       { type: 'keyword', doc: '`connect disconnect event ack connect_error binary_event binary_ack`.', from: 'Socket.IO protocol 5' },
  'socketio.namespace':                  { type: 'keyword', doc: '`/` unless another was asked for.', from: 'Socket.IO protocol 5' },
  'socketio.event':                      { type: 'keyword', doc: 'Name of the event.', from: 'Socket.IO protocol 5' },
  'socketio.id':                         { type: 'long', doc: 'Ties an acknowledgement to its event.', from: 'Socket.IO protocol 5' },
  'socketio.attachments':                { type: 'long', doc: 'Binary messages that belong to the packet.', from: 'Socket.IO protocol 5' },
  'stomp.command':                       { type: 'keyword', many: true, doc: '`CONNECT SEND SUBSCRIBE MESSAGE ERROR` and the others.', from: 'STOMP 1.2' },
  'stomp.destination':                   { type: 'keyword', many: true, doc: 'Header `destination`.', from: 'STOMP 1.2' },
  'stomp.subscription':                  { type: 'keyword', many: true, doc: 'Header `subscription`.', from: 'STOMP 1.2' },
  'stomp.receipt':                       { type: 'keyword', many: true, doc: 'Header `receipt`, and `receipt-id` of its answer.', from: 'STOMP 1.2' },
  'stomp.content_type':                  { type: 'keyword', many: true, doc: 'Header `content-type`.', from: 'STOMP 1.2' },
  'stomp.text':                          { type: 'keyword', many: true, text: true, doc: 'Body of the frame.', from: 'STOMP 1.2' },
  'graphql.type':                        { type: 'keyword', doc: '`connection_init connection_ack ping pong subscribe next error complete`, and `start data stop ka` of graphql-ws.', from: 'graphql-transport-ws' },
  'graphql.id':                          { type: 'keyword', doc: 'Ties results to their operation.', from: 'graphql-transport-ws' },
  'graphql.query':                       { type: 'keyword', text: true, doc: 'The document as it was sent.', from: 'GraphQL over WebSocket' },
  'graphql.operation.type':              { type: 'keyword', doc: '`query`, `mutation` or `subscription`.', from: 'GraphQL 2.3' },
  'graphql.operation.name':              { type: 'keyword', doc: 'Name of the operation that is asked for.', from: 'GraphQL 2.3' },
  'graphql.operation.fields':            { type: 'keyword', many: true, doc: 'What it selects, outermost: `transfer`, `__schema`.', from: 'GraphQL 2.5' },
  'graphql.operation.depth':             { type: 'long', doc: 'How deep its selections are nested.', from: 'GraphQL 2.4' },
  'graphql.error.message':               { type: 'keyword', many: true, doc: 'Of the errors of a result, or of an operation that was refused.', from: 'GraphQL 7.1.2' },
  'mqtt.type':                           { type: 'keyword', many: true, doc: '`connect connack publish puback subscribe suback pingreq disconnect` and the others.', from: 'MQTT 5.0 2.1.2' },
  'mqtt.version':                        { type: 'keyword', many: true, doc: '`3.1`, `3.1.1` or `5.0`, of a connect packet.', from: 'MQTT 5.0 3.1.2.2' },
  'mqtt.topic':                          { type: 'keyword', many: true, doc: 'Topic of a publish packet, filters of a subscribe packet.', from: 'MQTT 5.0 4.7' },
  'mqtt.qos':                            { type: 'long', many: true, doc: '0, 1 or 2.', from: 'MQTT 5.0 4.3' },
  'mqtt.retain':                         { type: 'boolean', many: true, doc: 'Whether the server keeps what is published.', from: 'MQTT 5.0 3.3.1.3' },
  'mqtt.dup':                            { type: 'boolean', many: true, doc: 'Whether it is sent again.', from: 'MQTT 5.0 3.3.1.1' },
  'mqtt.packet_id':                      { type: 'long', many: true, doc: 'Ties an acknowledgement to its packet.', from: 'MQTT 5.0 2.2.1' },
  'mqtt.client_id':                      { type: 'keyword', many: true, doc: 'Client identifier of a connect packet.', from: 'MQTT 5.0 3.1.3.1' },
  'mqtt.username':                       { type: 'keyword', many: true, doc: 'User name of a connect packet; the password never.', from: 'MQTT 5.0 3.1.3.5' },
  'mqtt.clean_session':                  { type: 'boolean', many: true, doc: 'Whether the client begins anew.', from: 'MQTT 5.0 3.1.2.4' },
  'mqtt.keep_alive':                     { type: 'long', many: true, unit: 's', doc: 'Longest silence that the client promises.', from: 'MQTT 5.0 3.1.2.10' },
  'mqtt.will.topic':                     { type: 'keyword', many: true, doc: 'Where the will is published.', from: 'MQTT 5.0 3.1.3.3' },
  'mqtt.session_present':                { type: 'boolean', many: true, doc: 'Whether the server still knew the session.', from: 'MQTT 5.0 3.2.2.1' },
  'mqtt.reason_code':                    { type: 'long', many: true, doc: 'Of acknowledgements: 0 for success; return code of version 3.', from: 'MQTT 5.0 2.4' },
  'mqtt.reason':                         { type: 'keyword', many: true, doc: 'The same in words.', from: 'MQTT 5.0 3.2.2.3.9' },
  'mqtt.content_type':                   { type: 'keyword', many: true, doc: 'Content type of what is published.', from: 'MQTT 5.0 3.3.2.3.9' },
  'mqtt.response_topic':                 { type: 'keyword', many: true, doc: 'Where the answer is expected.', from: 'MQTT 5.0 3.3.2.3.5' },
  'mqtt.payload_bytes':                  { type: 'long', many: true, unit: 'bytes', doc: 'Bytes of what is published.', from: 'MQTT 5.0 3.3.3' },
  'mqtt.text':                           { type: 'keyword', many: true, text: true, doc: 'What is published, where it is text.', from: 'MQTT 5.0 3.3.3' },
  'signalr.type':                        { type: 'keyword', many: true, doc: '`handshake invocation stream_item completion stream_invocation cancel_invocation ping close ack sequence`.', from: 'SignalR hub protocol' },
  'signalr.target':                      { type: 'keyword', many: true, doc: 'Method of the hub that is called.', from: 'SignalR hub protocol' },
  'signalr.hub':                         { type: 'keyword', many: true, doc: 'Name of the hub, in ASP.NET SignalR.', from: 'ASP.NET SignalR' },
  'signalr.id':                          { type: 'keyword', many: true, doc: 'Ties a completion to its invocation.', from: 'SignalR hub protocol' },
  'signalr.error':                       { type: 'keyword', many: true, doc: 'Why an invocation failed, or why the connection is closed.', from: 'SignalR hub protocol' },
  'signalr.protocol':                    { type: 'keyword', many: true, doc: 'What the handshake asks for: `json`, `messagepack`.', from: 'SignalR hub protocol' },
  'rule.id':                             { type: 'keyword', doc: 'On incidents: identifier of the rule.', from: 'ECS' },
  'rule.name':                           { type: 'keyword', doc: 'On incidents: its title.', from: 'ECS' },
  'rule.version':                        { type: 'keyword', doc: 'On incidents: a hash of what the rule says.', from: 'ECS' },
  'rule.ruleset':                        { type: 'keyword', doc: 'On incidents: the folder that the rule is in.', from: 'ECS' },
  'threat.technique.id':                 { type: 'keyword', many: true, doc: 'On incidents: the ATT&CK techniques of the rule.', from: 'ECS' },
  'tripline.anomaly.score':              { type: 'double', doc: 'On frames: `anomaly()`, where it was asked for.', from: 'ours' },
  'tripline.anomaly.features':           { type: 'keyword', many: true, doc: 'On frames: the features that made the score, the most unusual first, each with what is usual.', from: 'ours' },
  'tripline.found.ldapi':                { type: 'keyword', text: true, doc: 'On events that were inspected: what `ldapi()` found, where, and through which escapes.', from: 'ours' },
  'tripline.found.nosqli':               { type: 'keyword', text: true, doc: 'On events that were inspected: what `nosqli()` found, where, and through which escapes.', from: 'ours' },
  'tripline.found.partial':              { type: 'boolean', doc: 'On events that were inspected: true where there was more than is looked at.', from: 'ours' },
  'tripline.found.path_traversal':       { type: 'keyword', text: true, doc: 'On events that were inspected: what `path_traversal()` found, where, and through which escapes.', from: 'ours' },
  'tripline.found.shell_injection':      { type: 'keyword', text: true, doc: 'On events that were inspected: what `shell_injection()` found, where, and through which escapes.', from: 'ours' },
  'tripline.found.sqli':                 { type: 'keyword', text: true, doc: 'On events that were inspected: what `sqli()` found, where, and through which escapes.', from: 'ours' },
  'tripline.found.template_injection':   { type: 'keyword', text: true, doc: 'On events that were inspected: what `template_injection()` found, where, and through which escapes.', from: 'ours' },
  'tripline.found.xpathi':               { type: 'keyword', text: true, doc: 'On events that were inspected: what `xpathi()` found, where, and through which escapes.', from: 'ours' },
  'tripline.found.xss':                  { type: 'keyword', text: true, doc: 'On events that were inspected: what `xss()` found, where, and through which escapes.', from: 'ours' },
  'tripline.found.xxe':                  { type: 'keyword', text: true, doc: 'On events that were inspected: what `xxe()` found, where, and through which escapes.', from: 'ours' },
  'tripline.level':                      { type: 'keyword', doc: 'On incidents: `informational`, `low`, `medium`, `high` or `critical`.', from: 'ours' },
} as const satisfies Record<string, Field>

export type FieldName = keyof typeof schema

/** The row of a field, or undefined for a name outside the table. */
export const fieldOf = (name: string): Field | undefined =>
  Object.hasOwn(schema, name) ? (schema as Readonly<Record<string, Field>>)[name] : undefined

/** Names below which every name is a field, of whatever type each event has there. */
// biome-ignore format: table
export const dynamicFields = {
  'rpc.params':           { doc: 'Parameters of a call, by name or by position: `rpc.params.amount`, `rpc.params.0`.', from: 'JSON-RPC 2.0 4.2' },
  'rpc.result':           { doc: 'Result of a call.', from: 'JSON-RPC 2.0 5' },
  'rpc.error.data':       { doc: 'What else is told of an error.', from: 'JSON-RPC 2.0 5.1' },
  'rpc.calls':            { doc: 'All calls of a message, each whole, for `arraySearch`.', from: 'ours' },
  'socketio.args':        { doc: 'Arguments of an event or an acknowledgement, from 0: `socketio.args.0.room`.', from: 'Socket.IO protocol 5' },
  'socketio.data':        { doc: 'Payload of the other packets: `socketio.data.token`, `socketio.data.sid`.', from: 'Socket.IO protocol 5' },
  'stomp.headers':        { doc: 'Headers by name: `stomp.headers.login`, or in backquotes where a name has a dash.', from: 'STOMP 1.2' },
  'stomp.body':           { doc: 'Body of the frame, where it is JSON.', from: 'ours' },
  'stomp.frames':         { doc: 'All frames of a message, each whole, for `arraySearch`.', from: 'ours' },
  'graphql.variables':    { doc: 'Variables of the operation.', from: 'graphql-transport-ws' },
  'graphql.payload':      { doc: 'Payload of any message: `graphql.payload.data.balance`, `graphql.payload.authToken`.', from: 'graphql-transport-ws' },
  'mqtt.payload':         { doc: 'What is published, where it is JSON.', from: 'ours' },
  'mqtt.user_properties': { doc: 'User properties by name.', from: 'MQTT 5.0 3.3.2.3.7' },
  'mqtt.packets':         { doc: 'All packets of a message, each whole, for `arraySearch`.', from: 'ours' },
  'signalr.arguments':    { doc: 'Arguments of an invocation, from 0.', from: 'SignalR hub protocol' },
  'signalr.result':       { doc: 'Result of an invocation.', from: 'SignalR hub protocol' },
  'signalr.item':         { doc: 'Item of a stream.', from: 'SignalR hub protocol' },
  'signalr.records':      { doc: 'All records of a message, each whole, for `arraySearch`.', from: 'ours' },
} as const satisfies Record<string, Pick<Field, 'doc' | 'from'>>

export type DynamicField = keyof typeof dynamicFields

/** The dynamic field that a name is, or lies below; undefined where it is neither. */
export function dynamicFieldOf(name: string): DynamicField | undefined {
  let at = name.indexOf('.')
  if (at < 0) return undefined
  do {
    at = name.indexOf('.', at + 1)
    const start = at < 0 ? name : name.slice(0, at)
    if (Object.hasOwn(dynamicFields, start)) return start as DynamicField
  } while (at >= 0)
  return undefined
}

/** Whether a field says what a message says in its subprotocol. */
export const isDecoded = (name: string): boolean => /^(?:rpc|socketio|stomp|graphql|mqtt|signalr)\./.test(name)

/** A binary message's octets in Base64, from a source to the decoders: no field of an event, since nobody would read it. */
export const octetsField = 'websocket.payload.base64'
