// The members of a json_format → the keys of its lines, and what their values say.
import type { Part, Variable } from '../../grammar/log-format/log-format.ts'
import type { Member } from '../../grammar/log-format/parse-envoy.ts'
import type { Diagnostic } from '../../src/diagnostic/diagnostic.ts'
import { type Meaning, text } from '../access/facts.ts'
import type { JsonKey } from '../access/json-values.ts'
import { checkParts } from '../template/check.ts'
import { timeHelp } from './default-formats.ts'
import { isTime, meaningsOf } from './operators.ts'

/** A member that nothing is known of is kept by its own key. */
export const keysOf = (members: readonly Member[]): readonly JsonKey[] =>
  members.flatMap(({ path, parts }): JsonKey[] => {
    const meanings = meaningsOfParts(parts)
    return meanings.length === 0 ? [] : [[path, ...meanings]]
  })

function meaningsOfParts(parts: readonly Part[]): readonly Meaning[] {
  const [first, ...more] = parts
  if (first?.kind === 'variable' && more.length === 0) return meaningsOf(first.name)
  return isRequestLine(parts) ? [text('requestLine')] : []
}

/** `%REQ(:METHOD)% %REQ(:PATH)% %PROTOCOL%` */
function isRequestLine(parts: readonly Part[]): boolean {
  const [method, , path, , protocol] = parts.map((part) => (part.kind === 'variable' ? part.name : part.text))
  return parts.length === 5 && method === 'REQ(:METHOD)' && /:PATH\)$/i.test(path!) && protocol === 'PROTOCOL'
}

/** Only a member that is one operator alone can be a time. */
export function checkMembers(members: readonly Member[]): readonly Diagnostic[] {
  const alone = members.flatMap(({ parts }): readonly Variable[] =>
    parts.length === 1 && parts[0]!.kind === 'variable' ? [parts[0]!] : [],
  )
  return checkParts(separated(alone), { leads: {}, written: (name) => `%${name}%`, isTime, timeHelp })
}

const separated = (variables: readonly Variable[]): readonly Part[] =>
  variables.flatMap((variable): readonly Part[] => [variable, { kind: 'literal', text: ' ' }])
