// JSON-RPC 2.0 and 1.0: requests, notifications, responses and errors, alone or as a batch.
import { isObject, type JsonObject } from '../event/tree.ts'
import { type Decoder, mostRecords } from './decoder.ts'

export const jsonRpc: Decoder = {
  prefix: 'rpc',
  records: 'calls',
  subprotocol: /^json-?rpc/i,
  path: /\/(?:json-?)?rpc(?:\/|$)/i,
  decode(message, by) {
    const root = message.json()
    const calls = (Array.isArray(root) ? root : [root]).slice(0, mostRecords)
    const read = calls.map((call) => (isObject(call) ? readCall(call, by) : null)).filter((call) => call !== null)
    return read.length > 0 ? read : null
  },
}

function readCall(call: JsonObject, by: 'name' | 'shape'): JsonObject | null {
  const kind = kindOf(call)
  if (kind === null || (by === 'shape' && !isPlain(call, kind))) return null
  const { id, method } = call
  return {
    version: versionOf(call) ?? '1.0',
    kind,
    id: typeof id === 'string' || typeof id === 'number' ? String(id) : null,
    method: typeof method === 'string' ? method : null,
    params: call['params'],
    result: call['result'],
    error: kind === 'error' ? readError(call['error']) : null,
  }
}

const versionOf = ({ jsonrpc }: JsonObject): string | null =>
  typeof jsonrpc === 'string' || typeof jsonrpc === 'number' ? String(jsonrpc) : null

type Kind = 'request' | 'notification' | 'response' | 'error'

/** JSON-RPC 2.0 section 4.1: a notification has no id; in 1.0 its id is null. */
function kindOf(call: JsonObject): Kind | null {
  if (typeof call['method'] === 'string') return (call['id'] ?? null) === null ? 'notification' : 'request'
  if ((call['error'] ?? null) !== null) return 'error'
  return Object.hasOwn(call, 'result') ? 'response' : null
}

const answerKeys = new Set(['jsonrpc', 'id', 'result', 'error'])

/** Without a version, much has a `method` or a `result` that is no JSON-RPC. */
function isPlain(call: JsonObject, kind: Kind): boolean {
  if (versionOf(call) !== null) return true
  if (!Object.hasOwn(call, 'id')) return false
  if (kind === 'request' || kind === 'notification') return typeof call['params'] === 'object'
  return Object.keys(call).every((key) => answerKeys.has(key))
}

function readError(error: unknown): JsonObject {
  if (!isObject(error)) return { message: typeof error === 'string' ? error : null }
  const { code, message, data } = error
  return {
    code: Number.isSafeInteger(code) ? code : null,
    message: typeof message === 'string' ? message : null,
    data,
  }
}
