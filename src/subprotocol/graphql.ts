// GraphQL over WebSocket: the messages of graphql-transport-ws and of its predecessor graphql-ws.
import { isObject, type JsonObject } from '../event/tree.ts'
import type { Decoder } from './decoder.ts'
import { readDocument } from './graphql-document.ts'

export const graphql: Decoder = {
  prefix: 'graphql',
  records: null,
  subprotocol: /^graphql(?:-transport)?-ws$/i,
  path: /\/graphql|\/subscriptions(?:\/|$)/i,
  decode(message, by) {
    const root = message.json()
    if (!isObject(root) || typeof root['type'] !== 'string') return null
    const { type, id, payload } = root
    const isOurs = by === 'name' ? types.has(type) : isUnmistakable(type, root)
    return isOurs ? [readMessage(type, id, payload)] : null
  },
}

const types = new Set(
  'connection_init connection_ack connection_error connection_terminate connection_keep_alive ka ping pong subscribe start next data error complete stop'.split(
    ' ',
  ),
)

/** Other protocols have types of the same name. */
function isUnmistakable(type: string, { id, payload }: JsonObject): boolean {
  switch (type) {
    case 'connection_init':
    case 'connection_ack':
      return true
    case 'subscribe':
    case 'start':
      return isObject(payload) && typeof payload['query'] === 'string'
    case 'next':
    case 'data':
      return typeof id === 'string' && isObject(payload) && ('data' in payload || 'errors' in payload)
    default:
      return false
  }
}

function readMessage(type: string, id: unknown, payload: unknown): JsonObject {
  const asked = isObject(payload) ? payload : {}
  const query = typeof asked['query'] === 'string' ? asked['query'] : null
  const wanted = typeof asked['operationName'] === 'string' ? asked['operationName'] : null
  const operation = query === null ? null : readDocument(query, wanted)
  return {
    type,
    id: typeof id === 'string' || typeof id === 'number' ? String(id) : null,
    query,
    operation: operation ?? (wanted === null ? null : { name: wanted }),
    variables: asked['variables'],
    error: errorsOf(type, payload),
    payload,
  }
}

/** In an `error` the payload is the errors, in a result they stand beside the data. */
function errorsOf(type: string, payload: unknown): JsonObject | null {
  const errors = type.endsWith('error') ? payload : isObject(payload) ? payload['errors'] : null
  const messages = (Array.isArray(errors) ? errors : [errors]).slice(0, 16).flatMap((error) => {
    const message = isObject(error) ? error['message'] : error
    return typeof message === 'string' ? message : []
  })
  return messages.length > 0 ? { message: messages } : null
}
