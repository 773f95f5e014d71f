// What a line says beyond the schema → `nginx.<name>` fields, without anything that could be a credential.
import type { Value } from '../../src/event/value.ts'
import type { Line } from './line.ts'

export const otherFields = (line: Line): readonly (readonly [string, Value])[] =>
  line
    .others()
    .filter(([name]) => !isSecret(name))
    .map(([name, value]) => [`nginx.${name}`, typeof value === 'string' ? withoutTokens(value) : value] as const)

/** Names of variables that may hold credentials: a header, cookie or parameter can be logged under any name. */
const isSecret = (name: string): boolean =>
  /token|secret|passw|pwd|auth|cookie|session|key|credential|jwt|arg_/i.test(name)

/** Clients without a header of their own send their token as a subprotocol, or within a URL. */
const withoutTokens = (value: string): string =>
  value.replace(/eyJ[\w-]+\.[\w-]+\.[\w-]*/g, '***').replace(/[\w+/=~-]{40,}(?=,|$)/g, '***')
