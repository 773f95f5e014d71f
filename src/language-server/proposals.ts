// A name that the grammar asks for → the names that there are for that place.
import { CompletionItemKind } from 'vscode-languageserver'
import { aggregateFunctions } from '../compiler/2-check/aggregates.ts'
import { fieldTypes } from '../compiler/2-check/scope.ts'
import { functions } from '../compiler/functions/index.ts'
import { exchangeFaults, levels, statuses } from '../compiler/plan.ts'
import { listTypes } from '../compiler/values/list.ts'
import { categories } from '../event/category.ts'
import { dynamicFields, schema } from '../event/schema.ts'
import type { Cursor } from './cursor.ts'
import type { Document } from './document.ts'
import type { Expected } from './grammar-states.ts'
import { aggregateHelp, fieldHelp, functionHelp, limitHelp, listHelp, macroHelp } from './help.ts'
import { categoryDocs } from './keywords.ts'
import { limitsOf } from './limits.ts'
import { statisticsIn, stepsIn } from './names.ts'

export interface Proposal {
  readonly label: string
  readonly kind: CompletionItemKind
  readonly detail: string
  /** Markdown. */
  readonly doc: string
  /** What is written, where it is not the label. */
  readonly insert?: string
  /** What is likelier stands first. */
  readonly rank: 0 | 1 | 2
}

export function proposalsFor({ rules, type }: Expected, cursor: Cursor, document: Document): readonly Proposal[] {
  if (type.name === 'ListName') return rules.at(-1) === 'span' ? limits(rules, document) : lists(document)
  const last = cursor.before.at(-1)?.image ?? ''
  switch (rules.at(-1)) {
    case 'fieldName':
      return named(rules, cursor, document)
    case 'call':
      return functions.map(functionProposal)
    case 'category':
      return [...categoryNames(ourOwn), ...macros(document, 'query'), ...categoryNames(others)]
    case 'aggregate':
      return Object.keys(aggregateFunctions).map(aggregateProposal)
    case 'testEvents':
      return categoryNames([...ourOwn, ...others].filter((name) => name !== 'any'))
    case 'wordEntry':
      return words(last === 'level' ? levels : statuses)
    case 'list':
      return last === ':' ? words(listTypes) : []
    case 'field':
      return last === ':' ? words(fieldTypes) : []
    case 'except':
    case 'flowPart':
      return words(stepsIn(cursor.before), CompletionItemKind.EnumMember)
    case 'exchange':
      return words(exchangeFaults)
    default:
      return []
  }
}

/** Behind `stats` names are statistics; in a test there is only the number of the event. */
function named(rules: readonly string[], cursor: Cursor, document: Document): readonly Proposal[] {
  const statistics = words(statisticsIn(cursor.before), CompletionItemKind.Variable)
  if (rules.includes('assignment') && rules.includes('expression')) return words(['n'], CompletionItemKind.Variable)
  if (rules.includes('pipe') && rules.includes('expression') && !rules.includes('stats')) {
    if (statistics.length > 0) return statistics
  }
  const all = [...fields(document), ...(rules.includes('expression') ? macros(document, 'condition') : [])]
  return rules.includes('suppress') || rules.includes('evidence') ? [...statistics, ...all] : all
}

export const fields = (document: Document): readonly Proposal[] => [
  ...[...document.scope().fields.keys()].map((name) => fieldProposal(name, document)),
  ...Object.keys(schema).map((name) => fieldProposal(name, document)),
  ...Object.keys(dynamicFields).map((name) => fieldProposal(name, document)),
]

function fieldProposal(name: string, document: Document): Proposal {
  const { detail, doc } = fieldHelp(name, document)!
  return { label: name, kind: CompletionItemKind.Field, detail, doc, rank: 1 }
}

function functionProposal(definition: (typeof functions)[number]): Proposal {
  const { detail, doc } = functionHelp(definition)
  return {
    label: definition.name,
    kind: CompletionItemKind.Function,
    detail,
    doc,
    insert: `${definition.name}(`,
    rank: 1,
  }
}

function aggregateProposal(name: string): Proposal {
  const { detail, doc } = aggregateHelp(name)!
  return { label: name, kind: CompletionItemKind.Function, detail, doc, insert: `${name}(`, rank: 0 }
}

function macros(document: Document, wanted: 'query' | 'condition'): readonly Proposal[] {
  return [...document.scope().macros.values()]
    .filter(({ category }) => (category !== null) === (wanted === 'query'))
    .map((macro) => ({ label: macro.name.text, kind: CompletionItemKind.Constant, ...macroHelp(macro), rank: 0 }))
}

const lists = (document: Document): readonly Proposal[] =>
  [...document.scope().lists.values()].map((list) => {
    const { detail, doc } = listHelp(list, document)
    return { label: `$${list.name.text}`, kind: CompletionItemKind.Variable, detail, doc, rank: 0 }
  })

/** Where no condition stands, a span is wanted. */
const limits = (rules: readonly string[], document: Document): readonly Proposal[] =>
  limitsOf(document)
    .filter(({ value }) => value.isSpan || rules.includes('literal'))
    .map((limit) => ({
      label: `$${limit.name.text}`,
      kind: CompletionItemKind.Constant,
      ...limitHelp(limit, document),
      rank: 0,
    }))

const ourOwn = Object.keys(categoryDocs)
const others = categories.filter((name) => name !== 'other' && !ourOwn.includes(name))

const categoryNames = (names: readonly string[]): readonly Proposal[] =>
  names.map((label) => ({
    label,
    kind: CompletionItemKind.Class,
    detail: 'category',
    doc: categoryDocs[label] ?? 'A category of ECS.',
    rank: categoryDocs[label] ? 0 : 1,
  }))

export const words = (
  all: readonly string[],
  kind: CompletionItemKind = CompletionItemKind.EnumMember,
): readonly Proposal[] => all.map((label) => ({ label, kind, detail: '', doc: '', rank: 0 }))
