// Two variables of a log-format that are one value together → one variable.
import type { Part, Variable } from '../../grammar/log-format/log-format.ts'

/**
 * `%Ts.%ms` is one time. Of `%ci:%cp` the last colon is where the port begins: an IPv6 address has more of them, and no
 * brackets around it.
 */
const pairs: readonly string[] = ['Ts.ms', 'ci:cp', 'fi:fp', 'bi:bp', 'si:sp']

export const joinPairs = (parts: readonly Part[]): readonly Part[] =>
  parts.flatMap((part, at): readonly Part[] => {
    const pair = pairAt(parts, at)
    if (pair !== null) return [pair]
    return pairAt(parts, at - 1) !== null || pairAt(parts, at - 2) !== null ? [] : [part]
  })

function pairAt(parts: readonly Part[], at: number): Variable | null {
  const [first, between, second] = [parts[at], parts[at + 1], parts[at + 2]]
  if (first?.kind !== 'variable' || between?.kind !== 'literal' || second?.kind !== 'variable') return null
  const name = `${first.name}${between.text}${second.name}`
  return pairs.includes(name) ? { ...first, name, span: { start: first.span.start, end: second.span.end } } : null
}
