// The flags in a log-format of HAProxy, `%{+Q,-E}o` for all that follow and `%{+Q}r` for one → how values are written.
import type { Diagnostic } from '../../src/diagnostic/diagnostic.ts'
import { isEncoded, isExpression, takesHexadecimal, takesQuotes } from './haproxy-names.ts'
import type { Escape, Part, Variable } from './log-format.ts'
import { joinLiterals } from './parts.ts'

/** Q quotes, E escapes with backslashes, X hexadecimal numbers, M a dash where there is nothing. */
const known: readonly string[] = ['Q', 'E', 'X', 'M']

interface Flagged {
  readonly flags: readonly string[]
  readonly name: string
}

function flagsOf({ name }: Variable): Flagged {
  const [, flags, bare] = /^(?:\{([^}]*)\})?([\s\S]*)$/.exec(name)!
  return { flags: flags === undefined ? [] : flags.split(',').map((flag) => flag.trim()), name: bare! }
}

export function unknownFlag(variable: Variable): Diagnostic | null {
  const unknown = flagsOf(variable).flags.find((flag) => !/^[+-]/.test(flag) || !known.includes(flag.slice(1)))
  if (unknown === undefined) return null
  return {
    code: 'F112',
    message: `there is no flag \`${unknown}\` that lines can be read with`,
    primary: { span: variable.span, message: 'unknown' },
    help: 'it may be +Q, +E, +X and +M, or - for +. Of lines that HAProxy encodes as JSON, say `format: json`',
  }
}

/** Blanks that follow each other are written as one, and none at the beginning. */
export function applyFlags(parts: readonly Part[]): readonly Part[] {
  const general = new Set<string>()
  const written = parts.flatMap((part): readonly Part[] => {
    if (part.kind === 'literal') return [part]
    const { flags, name } = flagsOf(part)
    const own = name === 'o' ? general : new Set(general)
    for (const flag of flags) {
      if (flag.startsWith('+')) own.add(flag.slice(1))
      else own.delete(flag.slice(1))
    }
    return name === 'o' ? [] : asWritten({ ...part, name }, own)
  })
  return joinLiterals(written)
    .map((part, at) => (part.kind === 'literal' ? { ...part, text: withoutBlanks(part.text, at === 0) } : part))
    .filter((part) => part.kind === 'variable' || part.text !== '')
}

const withoutBlanks = (text: string, isFirst: boolean): string => {
  const merged = text.replace(/ {2,}/g, ' ')
  return isFirst ? merged.replace(/^ /, '') : merged
}

const quote: Part = { kind: 'literal', text: '"' }

function asWritten(variable: Variable, flags: ReadonlySet<string>): readonly Part[] {
  const name = flags.has('X') && takesHexadecimal(variable.name) ? `{+X}${variable.name}` : variable.name
  const part: Part = { ...variable, name, escape: escapeOf(variable.name, flags.has('E')) }
  return flags.has('Q') && takesQuotes(variable.name) ? [quote, part, quote] : [part]
}

function escapeOf(name: string, isEscaped: boolean): Escape {
  if (isEncoded(name)) return 'hash'
  return isExpression(name) && (isEscaped || /,json(?:\([^)]*\))?\]$/.test(name)) ? 'json' : 'none'
}
