// What a name stands for → a line about its type, and what there is to say of it, in Markdown.
import { aggregateFunctions } from '../compiler/2-check/aggregates.ts'
import { signature } from '../compiler/2-check/expressions.ts'
import type { LimitDeclaration, ListDeclaration, MacroDeclaration } from '../compiler/ast.ts'
import type { RuleFunction } from '../compiler/functions/function.ts'
import { dynamicFieldOf, dynamicFields, type Field, fieldOf } from '../event/schema.ts'
import type { Document } from './document.ts'

export interface Help {
  readonly detail: string
  readonly doc: string
}

/** Null for a name that is no field. */
export function fieldHelp(name: string, { scope }: Document): Help | null {
  const known = fieldOf(name)
  if (known) return { detail: typeText(known), doc: `${known.doc}\n\n*${known.from}*` }
  const declared = scope().fields.get(name)
  if (declared) return { detail: declared, doc: 'A field that this file declares.' }
  const dynamic = dynamicFieldOf(name)
  if (!dynamic) return null
  const { doc, from } = dynamicFields[dynamic]
  return { detail: 'any type', doc: `${doc}\n\n*${from}*` }
}

const typeText = ({ type, many, unit }: Field): string =>
  [type, ...(many ? ['several values'] : []), ...(unit ? [unit] : [])].join(', ')

export function functionHelp(definition: RuleFunction): Help {
  const { summary, returns, folds, name } = definition
  const examples = definition.examples.map(({ expression, value }) => `${expression}  // ${JSON.stringify(value)}`)
  const folding = folds ? [`\`${name}~\` takes upper and lower case as one.`] : []
  return { detail: `${signature(definition)}: ${returns}`, doc: [summary, ...folding, code(examples)].join('\n\n') }
}

/** Null for a name that is no aggregate. */
export function aggregateHelp(name: string): Help | null {
  const definition = Object.hasOwn(aggregateFunctions, name) ? aggregateFunctions[name] : undefined
  if (!definition) return null
  const examples = definition.examples.map(([call, value]) => `${call}  // ${JSON.stringify(value)}`)
  return {
    detail: `${name}(${aggregateParameters(name).join(', ')})`,
    doc: [definition.doc, code(examples)].join('\n\n'),
  }
}

/** Those that may be left out in brackets. */
export function aggregateParameters(name: string): readonly string[] {
  const { takes = [], least = takes.length, many } = aggregateFunctions[name] ?? {}
  return takes.map((type, i) => {
    const shown = many && i === takes.length - 1 ? `${type}, …` : type
    return i < least ? shown : `[${shown}]`
  })
}

export function macroHelp(macro: MacroDeclaration, document?: Document): Help {
  const { category } = macro
  const text = document ? code([document.text.slice(macro.span.start, macro.span.end)]) : ''
  return { detail: category ? 'macro, a query' : 'macro, a condition', doc: text }
}

export function listHelp({ name, type, entries, file, span }: ListDeclaration, { text, scope }: Document): Help {
  const loaded = scope().entries.get(name.text)
  const size = entries?.length ?? (loaded?.ok ? loaded.list.size : null)
  const many = size === null ? '' : `, ${size} ${size === 1 ? 'entry' : 'entries'}`
  return {
    detail: `list of ${type.text}${many}`,
    doc: file || (entries?.length ?? 0) <= 10 ? code([text.slice(span.start, span.end)]) : '',
  }
}

export const limitHelp = ({ value, span }: LimitDeclaration, { text }: Document): Help => ({
  detail: value.isSpan ? 'limit, a span' : 'limit, a number',
  doc: code([text.slice(span.start, span.end)]),
})

export const code = (lines: readonly string[]): string =>
  lines.length === 0 ? '' : ['```tripline', ...lines, '```'].join('\n')
