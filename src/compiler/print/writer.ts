// Lines of canonical text, with the comments of the source put back where they were.
import type { Span } from '../../diagnostic/diagnostic.ts'
import type { Comment } from '../ast.ts'

export class Writer {
  readonly #lines: string[] = []
  readonly #comments: readonly Comment[]
  readonly #source: string
  #next = 0

  /** Without comments, or without the source that they stand in, only what the file means is written. */
  constructor(comments: readonly Comment[] = [], source = '') {
    this.#comments = source === '' ? [] : comments
    this.#source = source
  }

  /** Writes an item that stands at `span` in the source: comments before it come before it, one beside it beside it. */
  item(span: Span, indent: string, lines: readonly string[]): void {
    this.before(span.start, indent)
    for (const line of lines) this.#lines.push(line === '' ? '' : indent + line)
    this.#beside(span.end)
  }

  /** Writes the comments that stand before an offset. */
  before(offset: number, indent: string): void {
    for (let next = this.#peek(); next && next.span.start < offset; next = this.#peek()) {
      this.#next++
      this.#lines.push(...next.text.split(/\r?\n/).map((line, i) => (i === 0 ? indent + line : line)))
    }
  }

  /** Whether a comment stands in the part of the source, but in none of its parts. */
  hasCommentAmong({ start, end }: Span, parts: readonly Span[]): boolean {
    return this.#comments.some(
      ({ span }) =>
        span.start >= start && span.end <= end && !parts.some((part) => part.start < span.start && span.end < part.end),
    )
  }

  /** Writes an empty line, unless there is one or nothing before it. */
  gap(): void {
    const last = this.#lines.at(-1)
    if (last !== undefined && last !== '') this.#lines.push('')
  }

  text(): string {
    return this.#lines.length === 0 ? '' : `${this.#lines.join('\n')}\n`
  }

  #peek(): Comment | undefined {
    return this.#comments[this.#next]
  }

  #beside(end: number): void {
    const next = this.#peek()
    if (!next || next.span.start < end || next.text.includes('\n')) return
    // A sign that opens, or separates, stands on the same line.
    if (!/^[^\S\n]*(?:of|=|incidents?)?[^\S\n]*[{[,]?[^\S\n]*$/.test(this.#source.slice(end, next.span.start))) return
    this.#next++
    this.#lines.push(`${this.#lines.pop() ?? ''} ${next.text}`)
  }
}
