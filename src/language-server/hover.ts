// A place in a text → what there is to say of the word, and of the mistake, that stands there.
import { type Hover, MarkupKind } from 'vscode-languageserver'
import { functionOf } from '../compiler/functions/index.ts'
import { codes } from '../diagnostic/codes.ts'
import type { Span } from '../diagnostic/diagnostic.ts'
import { contains, type Document, rangeOf } from './document.ts'
import { aggregateHelp, code, fieldHelp, functionHelp, type Help, limitHelp, listHelp, macroHelp } from './help.ts'
import { categoryDocs, keywords } from './keywords.ts'
import { limitNamed } from './limits.ts'
import { type Meaning, meaningAt } from './meaning.ts'

export function hover(document: Document, offset: number): Hover | null {
  const meaning = meaningAt(document, offset)
  const said = (meaning && meant(meaning, document)) ?? keyword(document, offset)
  const problems = document.problems().filter(({ primary }) => contains(primary.span, offset))
  const parts = [
    ...(said ? [said.text] : []),
    ...problems.map((found) => `**${found.code}** ${codes[found.code]}${found.help ? `\n\n${found.help}` : ''}`),
  ]
  const span = said?.span ?? problems[0]?.primary.span
  if (!span) return null
  return { contents: { kind: MarkupKind.Markdown, value: parts.join('\n\n---\n\n') }, range: rangeOf(document, span) }
}

interface Said {
  readonly text: string
  readonly span: Span
}

function meant(meaning: Meaning, document: Document): Said | null {
  const help = helpOf(meaning, document)
  return (
    help && { text: [code([help.detail]), help.doc].filter((part) => part !== '').join('\n\n'), span: meaning.span }
  )
}

function helpOf({ role, text, rule }: Meaning, document: Document): Help | null {
  const { macros, lists } = document.scope()
  switch (role) {
    case 'function': {
      const definition = functionOf(text)
      return definition ? functionHelp(definition) : null
    }
    case 'aggregate':
      return aggregateHelp(text)
    case 'list': {
      const list = lists.get(text)
      return list ? listHelp(list, document) : null
    }
    case 'limit': {
      const limit = limitNamed(text, document)
      return limit && limitHelp(limit, document)
    }
    case 'category':
    case 'name':
    case 'key': {
      const macro = macros.get(text)
      if (macro) return macroHelp(macro, document)
      const doc = role === 'name' ? undefined : categoryDocs[text]
      if (doc !== undefined) return { detail: `${text}: category`, doc }
      return statisticHelp(text, rule, document) ?? named(text, fieldHelp(text, document))
    }
    default:
      return null
  }
}

const named = (name: string, help: Help | null): Help | null =>
  help && { detail: `${name}: ${help.detail}`, doc: help.doc }

/** As it was defined: `failures = count()`. */
function statisticHelp(name: string, rule: Meaning['rule'], { text }: Document): Help | null {
  const query = rule?.entries.find((entry) => entry.kind === 'detect')?.query
  if (query?.kind !== 'stats') return null
  const found = [query, ...query.next].flatMap((stage) => stage.aggregates).find((part) => part.name.text === name)
  return found ? { detail: text.slice(found.span.start, found.span.end), doc: '' } : null
}

function keyword(document: Document, offset: number): Said | null {
  const token = document.tokens().find((one) => one.startOffset <= offset && offset <= one.endOffset! + 1)
  const doc = token && Object.hasOwn(keywords, token.image) ? keywords[token.image] : undefined
  return doc === undefined ? null : { text: doc, span: { start: token!.startOffset, end: token!.endOffset! + 1 } }
}
