// An Apache LogFormat, bare or as the whole directive → its parts, or what is wrong with it. Never throws.
import type { Diagnostic, Span } from '../../src/diagnostic/diagnostic.ts'
import grammar from './apache.generated.ts'
import { type Character, charactersOf, type PlainOf, type Quoted, readEscapes, spansIn, textOf } from './characters.ts'
import { failed, type ParsedFormat, type Variable } from './log-format.ts'
import { joinParts, type RawPart } from './parts.ts'
import { spanAt, unclosedString } from './problems.ts'
import { run } from './run.ts'

export function parseApacheFormat(text: string): ParsedFormat {
  return directives.test(text) ? parseDirective(text) : parseTemplate(charactersOf(text.trimEnd(), 0))
}

const directives = /^\s*(?:LogFormat|CustomLog|GlobalLog|TransferLog)\s/i

interface Directive {
  readonly name: string
  readonly words: readonly Quoted[]
}

function parseDirective(text: string): ParsedFormat {
  const result = run<Directive>(grammar, 'directive', text)
  if (!result.ok) return failed(directiveProblem(text, result.offset, result.whole))
  const { name, words } = result.value
  const string = words[/^(?:Custom|Global)Log$/i.test(name) ? 1 : 0]
  if (string === undefined || !string.characters.includes('%')) return failed(incomplete(text, string))
  return parseTemplate(readEscapes(string, plainOf))
}

function parseTemplate(characters: readonly Character[]): ParsedFormat {
  const text = textOf(characters)
  const spanOf = spansIn(characters)
  const result = run<readonly RawPart[]>(grammar, 'template', text)
  if (!result.ok) {
    const { offset, whole } = result
    return failed(templateProblem(text.slice(whole, offset), spanOf(whole, offset)))
  }
  const parts = joinParts(result.value, spanOf)
  const unknown = parts.filter((part) => part.kind === 'variable').filter((part) => !isKnown(part))
  return unknown.length > 0
    ? failed(...unknown.map(unknownVariable))
    : { ok: true, format: { escape: 'backslash', parts } }
}

/** The configuration file knows only these within quotes; the format has escapes of its own. */
const plainOf: PlainOf = (escaped) => (escaped === '\\\n' ? '' : /^\\["'\\]$/.test(escaped) ? escaped[1]! : null)

/** Those of mod_log_config, mod_logio and mod_ssl; what begins with `^` is whatever module brings it. */
const letters = 'aAbBcCDefhHiIklLmnoOpPqrRsStTuUvVxX'

const isKnown = ({ name }: Variable): boolean => name.at(-3) === '^' || letters.includes(name.at(-1)!)

const unknownVariable = ({ name, span }: Variable): Diagnostic => ({
  code: 'F111',
  message: `there is no \`%${name.at(-1)}\` in a LogFormat`,
  primary: { span, message: 'unknown' },
  help: 'a request header is `%{Name}i`, a header of the answer `%{Name}o`; a plain percent sign is `%%`',
})

/** `open` is what was begun and not finished. */
function templateProblem(open: string, span: Span): Diagnostic {
  if (open === '\\') {
    return {
      code: 'F104',
      message: 'a backslash without the character that it is for',
      primary: { span, message: 'the format ends here' },
    }
  }
  if (open.lastIndexOf('{') > open.lastIndexOf('}')) {
    return {
      code: 'F103',
      message: 'a name in braces is not closed',
      primary: { span, message: 'a `}` is missing here' },
      help: 'write `%{Name}i`',
    }
  }
  return {
    code: 'F102',
    message: 'a `%` without the letter of a variable',
    primary: { span, message: 'a letter must follow' },
    help: 'a plain percent sign is written `%%`',
  }
}

function directiveProblem(text: string, offset: number, whole: number): Diagnostic {
  const open = /["']/.exec(text.slice(whole))
  if (offset === text.length && open !== null) return unclosedString(whole + open.index)
  return unexpected(spanAt(text, offset))
}

const unexpected = (span: Span): Diagnostic => ({
  code: 'F101',
  message: 'unexpected text in a LogFormat',
  primary: { span, message: 'here' },
  help,
})

/** Without a format in it: what stands there may be the name of one. */
const incomplete = (text: string, word: Quoted | undefined): Diagnostic => ({
  code: 'F101',
  message: 'the directive has no format in it',
  primary: {
    span: word
      ? { start: word.start, end: word.start + word.characters.join('').length }
      : { start: text.trimEnd().length - 1, end: text.trimEnd().length },
    message: word ? 'no variable in this' : 'here',
  },
  help,
})

const help = 'a directive reads: LogFormat "…" name. Where CustomLog has a name only, give the LogFormat of that name'
