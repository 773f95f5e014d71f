// What tcpdump said before it ended → the error that tells what somebody is to do about it.
import { type ErrorCode, OperationalError } from '../errors.ts'

/** Looked at in this order. */
// biome-ignore format: table
const known: readonly (readonly [says: RegExp, code: ErrorCode])[] = [
  [/^(?:ENOENT|ENOTDIR)$/,                                         'CAPTURE_PROGRAM'],
  [/permission|not permitted|EACCES|EPERM/i,                       'CAPTURE_PRIVILEGE'],
  [/no such device|no such interface|not up|network is down/i,     'CAPTURE_INTERFACE'],
  [/can't parse filter|syntax error|expression rejects/i,          'CAPTURE_FILTER'],
]

export function explainTrouble(said: string, name: string): OperationalError {
  const reason = said
    .replace(/^tcpdump: /, '')
    .replace(/\s+/g, ' ')
    .replace(/\.$/, '')
  const code = known.find(([says]) => says.test(said))?.[1] ?? 'CAPTURE_ENDED'
  return new OperationalError(code, { interface: name, reason })
}
