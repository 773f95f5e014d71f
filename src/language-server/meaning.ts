// A place in a text → what the name there stands for, as the tree has it.
import type { Name, RuleDeclaration } from '../compiler/ast.ts'
import type { Span } from '../diagnostic/diagnostic.ts'
import { contains, type Document } from './document.ts'

export type Role = 'name' | 'function' | 'aggregate' | 'category' | 'list' | 'limit' | 'step' | 'statistic' | 'key'

export interface Meaning {
  readonly role: Role
  /** Without `$`, `?` and backquotes. */
  readonly text: string
  readonly span: Span
  /** The rule around it. */
  readonly rule: RuleDeclaration | null
}

/** Null where no name stands. */
export function meaningAt(document: Document, offset: number): Meaning | null {
  const path = pathTo(document.tree(), offset)
  const rule = (path.find(({ node }) => node['kind'] === 'rule')?.node ?? null) as RuleDeclaration | null
  const [last, before] = [path.at(-1), path.at(-2)]
  if (!last) return null
  const found = last.node as Partial<Record<string, unknown>> & { readonly span: Span }
  if (found['kind'] === 'field') return { role: 'name', text: String(found['name']), span: found.span, rule }
  if (!isName(found)) return null
  return { role: roleOf(last.key, before?.node ?? {}), text: found.text, span: found.span, rule }
}

const isName = (node: object): node is Name => 'text' in node && !('kind' in node)

type Tree = Readonly<Record<string, unknown>>

function roleOf(key: string, parent: Tree): Role {
  if (key === 'category') return 'category'
  if (key === 'function') return 'aggregate'
  if (key === 'list') return 'list'
  if (key === 'limit') return 'limit'
  if (key === 'step') return 'step'
  if (key !== 'name') return 'key'
  if (parent['kind'] === 'call') return 'function'
  if (parent['kind'] === 'step' || 'absent' in parent) return 'step'
  if ('function' in parent) return 'statistic'
  if (parent['kind'] === 'limit' && 'value' in parent) return 'limit'
  return parent['kind'] === 'list' ? 'list' : 'name'
}

interface Found {
  readonly key: string
  readonly node: Tree & { readonly span: Span }
}

/** From the outermost node with a place in the text to the innermost that holds the offset. */
function pathTo(root: object, offset: number): readonly Found[] {
  const path: Found[] = []
  for (let at: Found | null = inside(root, offset); at; at = inside(at.node, offset)) path.push(at)
  return path
}

/** Of two that touch at the offset, the later: a name begins there, and what was before has ended. */
function inside(parent: object, offset: number): Found | null {
  let found: Found | null = null
  for (const [key, value] of Object.entries(parent)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (!isNode(child) || !contains(child.span, offset) || key === 'comments') continue
      if (!found || child.span.start >= found.node.span.start) found = { key, node: child }
    }
  }
  return found
}

const isNode = (value: unknown): value is Found['node'] =>
  typeof value === 'object' && value !== null && 'span' in value
