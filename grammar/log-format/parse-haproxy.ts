// A log-format of HAProxy, bare or as the whole directive → its parts, or what is wrong with it. Never throws.

import type { Diagnostic, Span } from '../../src/diagnostic/diagnostic.ts'
import { nearest } from '../../src/diagnostic/nearest.ts'
import { type Character, charactersOf, type PlainOf, type Quoted, readEscapes, spansIn, textOf } from './characters.ts'
import grammar from './haproxy.generated.ts'
import { applyFlags, unknownFlag } from './haproxy-flags.ts'
import { haproxyNames, isExpression } from './haproxy-names.ts'
import { failed, type ParsedFormat, type Variable } from './log-format.ts'
import { joinParts, type RawPart } from './parts.ts'
import { spanAt, unclosedString } from './problems.ts'
import { run } from './run.ts'

export function parseHaproxyFormat(text: string): ParsedFormat {
  if (/^\s*log-format\s/.test(text)) return parseDirective(text)
  return parseTemplate(readEscapes({ start: 0, characters: text.trimEnd().match(/\\?[\s\S]/g) ?? [] }, plainOf))
}

/** What stands in single quotes is taken as it is. */
interface Piece extends Quoted {
  readonly isPlain?: true
}

function parseDirective(text: string): ParsedFormat {
  const result = run<readonly Piece[]>(grammar, 'directive', text)
  if (!result.ok) return failed(directiveProblem(text, result.offset))
  return parseTemplate(
    result.value.flatMap((piece) =>
      piece.isPlain ? charactersOf(piece.characters.join(''), piece.start) : readEscapes(piece, plainOf),
    ),
  )
}

const escapes: Readonly<Record<string, string>> = { '\\n': '\n', '\\r': '\r', '\\t': '\t' }

/** Blanks, quotes, `#`, `$` and backslashes stand for themselves. */
const plainOf: PlainOf = (escaped) => (/^\\[\s"'#$\\]$/.test(escaped) ? escaped[1]! : (escapes[escaped] ?? null))

function parseTemplate(characters: readonly Character[]): ParsedFormat {
  const text = textOf(characters)
  const spanOf = spansIn(characters)
  const result = run<readonly RawPart[]>(grammar, 'template', text)
  if (!result.ok) {
    const { offset, whole } = result
    return failed(templateProblem(text.slice(whole, offset), spanOf(whole, offset)))
  }
  const parts = joinParts(result.value, spanOf)
  const variables = parts.filter((part) => part.kind === 'variable')
  const problems = variables.flatMap((variable) => unknownFlag(variable) ?? unknownName(variable) ?? [])
  return problems.length > 0 ? failed(...problems) : { ok: true, format: { escape: 'none', parts: applyFlags(parts) } }
}

function unknownName({ name, span }: Variable): Diagnostic | null {
  const bare = name.replace(/^\{[^}]*\}/, '')
  if (isExpression(bare) || haproxyNames.includes(bare)) return null
  const near = nearest(bare, namesLike(bare))
  return {
    code: 'F111',
    message: `there is no \`%${bare}\` in a log-format`,
    primary: { span, message: near === null ? 'unknown' : `did you mean \`%${near}\`?` },
    help: 'a sample expression is written `%[…]`, a plain percent sign `%%`',
  }
}

/** Those of its first letter, in the same case before the other: of those that are as near the first is said. */
const namesLike = (name: string): readonly string[] =>
  [name[0]!, name[0]!.toLowerCase(), name[0]!.toUpperCase()].flatMap((letter) =>
    haproxyNames.filter((known) => known.startsWith(letter)),
  )

/** `open` is what was begun and not finished. */
function templateProblem(open: string, span: Span): Diagnostic {
  for (const [opening, closing] of brackets) {
    if (open.lastIndexOf(opening) <= open.lastIndexOf(closing)) continue
    return {
      code: 'F103',
      message: `a \`${opening}\` is not closed`,
      primary: { span, message: `a \`${closing}\` is missing here` },
      help: 'write `%{+Q}name`, or `%[expression]`',
    }
  }
  return {
    code: 'F102',
    message: 'a `%` without the name of a variable',
    primary: { span, message: 'a name must follow' },
    help: 'a plain percent sign is written `%%`',
  }
}

const brackets = [
  ['[', ']'],
  ['{', '}'],
  ['(', ')'],
] as const

function directiveProblem(text: string, offset: number): Diagnostic {
  const quote = offset === text.length ? openedQuote(text) : null
  if (quote !== null) return unclosedString(quote)
  return {
    code: 'F101',
    message: offset < text.length ? 'unexpected text behind a log-format' : 'the log-format is not complete',
    primary: { span: spanAt(text, offset), message: 'here' },
    help: 'a directive reads: log-format "…". Outside of quotes every blank needs a backslash before it',
  }
}

/** Where the quotes begin that the text ends in; null where it does not end in any. */
function openedQuote(text: string): number | null {
  for (const quote of ["'", '"']) {
    const closed = run<readonly Piece[]>(grammar, 'directive', text + quote)
    if (closed.ok) return closed.value.at(-1)!.start - 1
  }
  return null
}
