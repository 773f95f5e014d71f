// What a line says beyond the schema → `<product>.<name>` fields, without anything that could be a credential.
import type { Value } from '../../src/event/value.ts'
import { withoutCredentials } from '../../src/request/tokens.ts'
import type { AccessLine } from './line.ts'

export const otherFields = (line: AccessLine, dataset: string): readonly (readonly [string, Value])[] =>
  line.others().flatMap(([name, value]): [string, Value][] => {
    if (line.named?.has(name)) return [[name, value]]
    const safe = safeValue(name, value)
    return safe === null ? [] : [[`${dataset}.${name}`, safe]]
  })

/** One of them, by its whole name. */
export function otherField(line: AccessLine, dataset: string, field: string): Value {
  if (line.named?.has(field)) return line.other(field)
  const name = field.slice(dataset.length + 1)
  return safeValue(name, line.other(name))
}

function safeValue(name: string, value: Value): Value {
  if (isSecret(name)) return null
  if (Array.isArray(value)) return value.map((item) => (typeof item === 'string' ? withoutCredentials(item) : item))
  return typeof value === 'string' ? withoutCredentials(value) : value
}

/** Names of variables that may hold credentials: a header, cookie or parameter can be logged under any name. */
const isSecret = (name: string): boolean =>
  /token|secret|passw|pwd|auth|cookie|session|key|credential|jwt|arg_/i.test(name)
