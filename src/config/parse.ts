// The text of tripline.yaml → config, or every mistake in it with its place.
import * as v from 'valibot'
import { type Document, isNode, LineCounter, parseDocument, type YAMLError } from 'yaml'
import type { Diagnostic, Span } from '../diagnostic/diagnostic.ts'
import { nearest } from '../diagnostic/nearest.ts'
import { type Config, configSchema } from './schema.ts'

export type ParsedConfig =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }

export function parseConfig(text: string): ParsedConfig {
  const document = parseDocument(text, { lineCounter: new LineCounter(), prettyErrors: false })
  if (document.errors.length > 0) return { ok: false, diagnostics: document.errors.map(syntaxError) }
  const result = v.safeParse(configSchema, document.toJS() ?? {})
  if (result.success) return { ok: true, config: result.output }
  const diagnostics = result.issues.map((issue) => toDiagnostic(issue, document, text))
  return { ok: false, diagnostics: diagnostics.sort((a, b) => a.primary.span.start - b.primary.span.start) }
}

const syntaxError = (error: YAMLError): Diagnostic => ({
  code: 'C101',
  message: error.message.split('\n')[0]!,
  primary: { span: { start: error.pos[0], end: Math.max(error.pos[1], error.pos[0] + 1) }, message: 'here' },
})

type Issue = v.BaseIssue<unknown>

function toDiagnostic(issue: Issue, document: Document, text: string): Diagnostic {
  const path = (issue.path ?? []).map(({ key }) => key as string | number)
  const name = path.join('.')
  if (issue.expected === 'never') {
    return Array.isArray(issue.path?.at(-1)?.input)
      ? listForKeys(issue, path, document, text)
      : unknownKey(issue, path, document, text)
  }
  if (issue.received === 'undefined') {
    return {
      code: 'C104',
      message: `${name} is missing`,
      primary: { span: spanOf(document, path.slice(0, -1), text), message: `needs ${String(path.at(-1))}` },
    }
  }
  return {
    code: 'C103',
    message: `${name}: ${plain(issue.message)}`,
    primary: { span: spanOf(document, path, text), message: 'this value' },
  }
}

/** `Invalid type: Expected Array but received 5` → `expected a list, found 5`. */
const plain = (message: string): string =>
  message
    .replace(/^Invalid integer: Received /, 'Invalid integer: Expected integer but received ')
    .replace(
      /^Invalid \w+: Expected (.+) but received (.+)$/,
      (_, expected: string, received: string) => `expected ${named(expected)}, found ${kinds[received] ?? received}`,
    )

const named = (expected: string): string =>
  expected
    .replace(/^\((.+)\)$/, '$1')
    .split(' | ')
    .map((kind) => kinds[kind] ?? kind.replace(/^<=/, 'at most ').replace(/^>=/, 'at least '))
    .join(' or ')

const kinds: Readonly<Record<string, string>> = {
  Array: 'a list',
  Object: 'keys and values',
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  integer: 'a whole number',
}

function unknownKey(issue: Issue, path: readonly (string | number)[], document: Document, text: string): Diagnostic {
  const key = String(path.at(-1))
  const known = keysOf(issue)
  const close = nearest(key, known)
  return {
    code: 'C102',
    message: path.join('.'),
    primary: { span: keySpan(document, path, text), message: 'there is no such key' },
    help: close ? `did you mean "${close}"?` : `there are: ${known.join(', ')}`,
  }
}

/** The entries of a list are its keys to the schema, and unknown ones. */
function listForKeys(issue: Issue, path: readonly (string | number)[], document: Document, text: string): Diagnostic {
  const place = path.slice(0, -1)
  return {
    code: 'C103',
    message: `${place.join('.')}: expected keys and values, found a list`,
    primary: { span: spanOf(document, place, text), message: 'this value' },
    help: `there are: ${keysOf(issue).join(', ')}`,
  }
}

interface AnySchema {
  readonly type: string
  readonly wrapped?: AnySchema
  readonly entries?: Readonly<Record<string, AnySchema>>
  readonly item?: AnySchema
  readonly value?: AnySchema
  readonly options?: readonly AnySchema[]
  readonly literal?: unknown
}

/** The keys of the object in which the unknown one stands. */
function keysOf(issue: Issue): string[] {
  let schema = configSchema as unknown as AnySchema
  const path = issue.path ?? []
  for (const { key, input } of path.slice(0, -1)) schema = inside(resolve(schema, input), String(key))
  return Object.keys(resolve(schema, path.at(-1)?.input).entries ?? {})
}

const inside = (schema: AnySchema, key: string): AnySchema =>
  schema.entries?.[key] ?? schema.item ?? schema.value ?? schema

/** What an optional is of; of the kinds of a variant, the one whose type was written. */
function resolve(schema: AnySchema, input: unknown): AnySchema {
  if (schema.type === 'optional') return resolve(schema.wrapped!, input)
  if (schema.type !== 'variant') return schema
  const written = (input as { type?: unknown } | null)?.type
  return schema.options!.find(({ entries }) => entries?.['type']?.literal === written) ?? schema.options![0]!
}

function spanOf(document: Document, path: readonly (string | number)[], text: string): Span {
  for (let depth = path.length; depth >= 0; depth--) {
    const node = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true)
    if (isNode(node) && node.range) return firstLine({ start: node.range[0], end: node.range[1] }, text)
  }
  return { start: 0, end: Math.min(1, text.length) }
}

function keySpan(document: Document, path: readonly (string | number)[], text: string): Span {
  const value = spanOf(document, path, text)
  const key = String(path.at(-1))
  const start = text.lastIndexOf(key, Math.max(0, value.start - 1))
  return start < 0 ? value : { start, end: start + key.length }
}

/** A caret under the first line of a block is enough. */
function firstLine({ start, end }: Span, text: string): Span {
  const newline = text.indexOf('\n', start)
  return { start, end: newline < 0 ? end : Math.max(start + 1, Math.min(end, newline)) }
}
