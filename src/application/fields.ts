// Which fields the application stage reads and writes, and which an auth event takes over from its message.
import { anyCategory, categoryBits, ecsCategory } from '../event/category.ts'

/** By which what is said on one connection is held together. */
const connection = 'websocket.connection.id'

/** Read of messages, answered by what closes, and told of logins. */
const ofTalk = [
  'websocket.direction',
  'websocket.payload.text',
  'websocket.close.code',
  'user.name',
  'event.action',
  'event.outcome',
  'event.category',
]

/** Must have a slot in the layout: compile rules with these beside their own. */
export const applicationFields: readonly string[] = [connection, ...ofTalk]

/** The same, by the events of which they are read. */
export const applicationReads = [
  { fields: [connection], categories: anyCategory },
  { fields: ofTalk, categories: categoryBits(['message', 'close', ...ecsCategory.auth!]) },
]

/** About the one message or frame, or about the user before it; everything else is about its connection, and inherited. */
const ofTheMessage =
  /^(?:message$|user\.name$|event\.(?:id|kind|category|type|action|outcome|reason|original)$|(?:rpc|socketio|stomp|graphql|mqtt|signalr)\.|websocket\.(?:direction|opcode|fin|rsv|masked|anomaly|payload|message|frame|close|features)(?:[._]|$))/

export const isInherited = (field: string): boolean => !ofTheMessage.test(field)
