// `$name` in the place of a number or of a span → what the `limit name = …` of the file says.
import { nearest } from '../../diagnostic/nearest.ts'
import type { Declaration, Duration, Expression, LimitDeclaration, Literal, Name } from '../ast.ts'
import type { Report } from './literals.ts'

/** Puts the values of limits where they are named, in a file or in a query that stands alone. */
export function withLimits<T>(tree: T, declarations: readonly Declaration[], report: Report): T {
  const limits = new Map(declarations.flatMap((each) => (each.kind === 'limit' ? [[each.name.text, each]] : [])))
  const lists = new Set(declarations.flatMap(({ kind, name }) => (kind === 'list' ? [name.text] : [])))
  return filled(tree, { limits, lists, report }) as T
}

/** The names of the limits that are used anywhere in it. */
export function limitsIn(tree: unknown): string[] {
  if (typeof tree !== 'object' || tree === null) return []
  const own = isLimited(tree) ? [tree.limit.text] : []
  return [...own, ...Object.values(tree).flatMap(limitsIn)]
}

interface Known {
  readonly limits: ReadonlyMap<string, LimitDeclaration>
  readonly lists: ReadonlySet<string>
  readonly report: Report
}

type Limited = (Literal | Duration) & { readonly limit: Name }

const isLimited = (node: object): node is Limited => 'limit' in node && node.limit !== undefined

/** The same tree where nothing in it is a limit. */
function filled(node: unknown, known: Known): unknown {
  if (typeof node !== 'object' || node === null) return node
  if (isLimited(node)) return 'us' in node ? span(node, known) : number(node, known)
  const parts = node as Readonly<Record<string, unknown>>
  let copy: Record<string, unknown> | null = null
  for (const name in parts) {
    const now = filled(parts[name], known)
    if (now === parts[name]) continue
    copy ??= (Array.isArray(node) ? [...node] : { ...node }) as Record<string, unknown>
    copy[name] = now
  }
  return copy ?? node
}

function number(node: Literal & { readonly limit: Name }, known: Known): Expression {
  const found = known.limits.get(node.limit.text)
  if (!found) {
    known.report(unknown(node.limit, known))
    return { kind: 'unreadable', span: node.span }
  }
  return { ...found.value, limit: node.limit, span: node.span }
}

function span(node: Duration & { readonly limit: Name }, known: Known): Duration {
  const found = known.limits.get(node.limit.text)
  if (found?.value.isSpan) return { ...node, us: Number(found.value.value) / 1000 }
  known.report(found ? noSpan(node.limit) : unknown(node.limit, known))
  return { us: someSpan, span: node.span }
}

/** Stands for one that was told to be wrong, so that no more is said about it. */
const someSpan = 1_000_000

function unknown({ text, span }: Name, { limits, lists }: Known) {
  const near = nearest(text, limits.keys())
  const help = lists.has(text)
    ? `\`$${text}\` is a list: \`field in $${text}\`.`
    : near
      ? `Did you mean \`$${near}\`?`
      : `It is declared before the rule: \`limit ${text} = 30m\`, or a number.`
  return {
    code: 'R223' as const,
    message: `there is no limit \`${text}\``,
    primary: { span, message: 'not known' },
    help,
  }
}

const noSpan = ({ text, span }: Name) => ({
  code: 'R224' as const,
  message: `the limit \`${text}\` is a number, and here stands a span`,
  primary: { span, message: 'no span' },
  help: `Write the unit where it is declared: \`limit ${text} = 30m\`.`,
})
