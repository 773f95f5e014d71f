// Which fields the application stage reads and writes, and which an auth event takes over from its message.

/** Must have a slot in the layout: compile rules with these beside their own. */
export const applicationFields: readonly string[] = [
  'websocket.connection.id',
  'websocket.direction',
  'websocket.payload.text',
  'websocket.close.code',
  'user.name',
  'event.action',
  'event.outcome',
  'event.category',
]

/** About the one message or frame, or about the user before it; everything else is about its connection, and inherited. */
const ofTheMessage =
  /^(?:message$|user\.name$|event\.(?:id|kind|category|type|action|outcome|reason|original)$|(?:rpc|socketio|stomp|graphql|mqtt|signalr)\.|websocket\.(?:direction|opcode|fin|rsv|masked|anomaly|payload|message|frame|close|features)(?:[._]|$))/

export const isInherited = (field: string): boolean => !ofTheMessage.test(field)
