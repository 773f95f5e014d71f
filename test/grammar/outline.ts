// A parsed log format → what its parts are, for tests to compare.
import type { ParsedFormat, Part } from '../../grammar/log-format/log-format.ts'

/** `[name]` for a variable, the text itself for a literal. */
export const outlineOf = (parts: readonly Part[]): readonly string[] =>
  parts.map((part) => (part.kind === 'variable' ? `[${part.name}]` : part.text))

export const outline = (parsed: ParsedFormat): readonly string[] => (parsed.ok ? outlineOf(parsed.format.parts) : [])
