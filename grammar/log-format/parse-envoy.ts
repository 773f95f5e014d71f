// A format string of Envoy, or a json_format → its parts, or what is wrong with it. Never throws.
import type { Diagnostic, Span } from '../../src/diagnostic/diagnostic.ts'
import { type Character, type PlainOf, type Quoted, readEscapes, spansIn, textOf } from './characters.ts'
import grammar from './envoy.generated.ts'
import { failed, type ParsedFormat, type Part } from './log-format.ts'
import { joinParts, type RawPart } from './parts.ts'
import { run } from './run.ts'

/** The line end that Envoy wants in it is left out, and so are the backslashes before quotes that a configuration has. */
export function parseEnvoyFormat(text: string): ParsedFormat {
  const characters = text.replace(/(?:\\n|\s)+$/, '').match(/\\?[\s\S]/g) ?? []
  return parseTemplate(readEscapes({ start: 0, characters }, (escaped) => (escaped === '\\"' ? '"' : null)))
}

/** A text of a json_format. */
export interface Member {
  /** Keys from the outermost object inwards. */
  readonly path: readonly string[]
  readonly parts: readonly Part[]
}

export type ParsedJson =
  | { readonly ok: true; readonly members: readonly Member[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }

interface Leaf {
  readonly path: readonly Quoted[]
  readonly text: Quoted
}

export function parseEnvoyJson(text: string): ParsedJson {
  const result = run<readonly Leaf[]>(grammar, 'json', text)
  if (!result.ok) return { ok: false, diagnostics: [notJson(text, result.offset)] }
  const parsed = result.value.map((leaf) => ({
    path: leaf.path.map((key) => textOf(readEscapes(key, plainOf))),
    format: parseTemplate(readEscapes(leaf.text, plainOf)),
  }))
  const diagnostics = parsed.flatMap(({ format }) => (format.ok ? [] : format.diagnostics))
  if (diagnostics.length > 0) return { ok: false, diagnostics }
  return {
    ok: true,
    members: parsed.map(({ path, format }) => ({ path, parts: format.ok ? format.format.parts : [] })),
  }
}

/** RFC 8259 section 7. */
const plainOf: PlainOf = (escaped) =>
  /^\\(?:["\\/bfnrt]|u[\da-fA-F]{4})$/.test(escaped) ? (JSON.parse(`"${escaped}"`) as string) : null

function parseTemplate(characters: readonly Character[]): ParsedFormat {
  const spanOf = spansIn(characters)
  const text = textOf(characters)
  const result = run<readonly RawPart[]>(grammar, 'template', text)
  if (result.ok) return { ok: true, format: { escape: 'none', parts: joinParts(result.value, spanOf) } }
  const { offset, whole } = result
  return failed(templateProblem(text.slice(whole, offset), spanOf(whole, offset)))
}

/** `open` is what was begun and not finished. */
function templateProblem(open: string, span: Span): Diagnostic {
  if (open.length === 1) {
    return {
      code: 'F102',
      message: 'a `%` without the name of an operator',
      primary: { span, message: 'a name in capital letters must follow' },
      help: 'write `%NAME%` or `%NAME(argument)%`; a plain percent sign is `%%`',
    }
  }
  const isArgument = open.includes('(') && !open.includes(')')
  return {
    code: 'F103',
    message: 'an operator is not closed',
    primary: { span, message: isArgument ? 'a `)` is missing here' : 'a `%` is missing here' },
    help: 'write `%NAME%` or `%NAME(argument)%`; a plain percent sign is `%%`',
  }
}

const notJson = (text: string, offset: number): Diagnostic => ({
  code: 'F113',
  message: offset < text.length ? 'this is not JSON' : 'the JSON is not complete',
  primary: {
    span: { start: Math.max(0, Math.min(offset, text.length - 1)), end: Math.min(offset + 1, text.length) },
    message: offset < text.length ? 'unexpected' : 'more must follow',
  },
  help: 'a json_format is an object of texts: {"status": "%RESPONSE_CODE%"}',
})
