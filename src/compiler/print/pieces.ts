// Pieces of one item → its lines: all on one, or each on its own where that is too long or a comment stands among them.
import type { Span } from '../../diagnostic/diagnostic.ts'
import type { Expression } from '../ast.ts'
import { expression, junctionParts } from './expressions.ts'
import type { Writer } from './writer.ts'

export interface Piece {
  readonly span: Span
  /** As it stands on a line of its own. */
  readonly line: string
}

/** What is as long as this is broken. */
export const width = 110

/** `whole`: the line that all pieces make together; null where it would be too long. */
export function pieces(
  span: Span,
  indent: string,
  whole: string | null,
  parts: readonly Piece[],
  writer: Writer,
): void {
  const spans = parts.map((part) => part.span)
  if (whole !== null && !writer.hasCommentAmong(span, spans)) {
    writer.item(span, indent, [whole])
    return
  }
  for (const part of parts) {
    const own = /^ */.exec(part.line)![0]
    writer.item(part.span, indent + own, [part.line.slice(own.length)])
  }
}

/** What is around a condition on its lines. */
export interface Around {
  readonly before: string
  readonly after?: string
  /** The whole item, where it is more than the condition. */
  readonly span?: Span
}

/** A condition, broken at its outermost `and` or `or`. */
export function condition(node: Expression, indent: string, around: Around, writer: Writer): void {
  const { before, after = '', span = node.span } = around
  const line = before + expression(node)
  if (node.kind !== 'and' && node.kind !== 'or') {
    writer.item(span, indent, [line + after])
    return
  }
  const last = node.all.length - 1
  const parts = junctionParts(node).map((part, i) => ({
    span: { start: i === 0 ? span.start : node.all[i]!.span.start, end: i === last ? span.end : node.all[i]!.span.end },
    line: (i === 0 ? before : `  ${node.kind} `) + part + (i === last ? after : ''),
  }))
  pieces(span, indent, indent.length + line.length <= width ? line + after : null, parts, writer)
}

/** Parts in braces or brackets, behind what stands before them. */
export interface Enclosed {
  readonly before: Piece
  readonly signs: readonly [open: string, close: string]
  readonly parts: readonly Piece[]
  /** Whether the signs stand close around their parts. */
  readonly isTight: boolean
}

export function enclosed(
  span: Span,
  indent: string,
  { before, signs, parts, isTight }: Enclosed,
  writer: Writer,
): void {
  const [open, close] = signs
  const gap = isTight || parts.length === 0 ? '' : ' '
  const whole = `${before.line} ${open}${gap}${parts.map(({ line }) => line).join(', ')}${gap}${close}`
  const isShort = indent.length + whole.length <= width
  if (
    isShort &&
    !writer.hasCommentAmong(
      span,
      [before, ...parts].map((part) => part.span),
    )
  ) {
    writer.item(span, indent, [whole])
    return
  }
  writer.item(before.span, indent, [`${before.line} ${open}`])
  for (const part of parts) writer.item(part.span, `${indent}  `, [`${part.line},`])
  writer.before(span.end, `${indent}  `)
  writer.item({ start: span.end, end: span.end }, indent, [close])
}
