// The body of a bulk request → what it asks for, document by document; or why it makes no sense. Never throws.

export interface BulkAction {
  /** `update` and `delete` are of documents that are kept, which none is here. */
  readonly kind: 'index' | 'create' | 'update' | 'delete'
  readonly index: string
  readonly id: string | null
  /** The document's line; empty for `delete`. */
  readonly text: string
}

export type BulkBody =
  | { readonly ok: true; readonly actions: readonly BulkAction[] }
  | { readonly ok: false; readonly reason: string }

/** More than any shipper sends at once, and as many answers as may be held. */
const mostActions = 100_000

/** `index`: the one that the path names; a document may name another. */
export function readBulk(body: Uint8Array, index: string | null): BulkBody {
  const lines = new Lines(Buffer.from(body.buffer, body.byteOffset, body.length).toString('utf8'))
  const actions: BulkAction[] = []
  const readHead = createHeadReader(index ?? '')
  for (let line = lines.next(); line !== null; line = lines.next()) {
    if (actions.length === mostActions) return refused(`more than ${mostActions} documents`)
    const head = readHead(line)
    if (head === null)
      return refused(`line ${lines.number} is no action: expected one of create, delete, index and update`)
    const text = head.kind === 'delete' ? '' : lines.next()
    if (text === null) return refused(`no document follows the action of line ${lines.number}`)
    actions.push({ ...head, text })
  }
  return { ok: true, actions }
}

const refused = (reason: string): BulkBody => ({ ok: false, reason })

/** Lines that are not blank. */
class Lines {
  readonly #text: string
  #at = 0
  number = 0

  constructor(text: string) {
    this.#text = text
  }

  next(): string | null {
    while (this.#at < this.#text.length) {
      const newline = this.#text.indexOf('\n', this.#at)
      const end = newline < 0 ? this.#text.length : newline
      const line = this.#text.slice(this.#at, end).trim()
      this.#at = end + 1
      this.number++
      if (line !== '') return line
    }
    return null
  }
}

type Head = Omit<BulkAction, 'text'>

/** Most shippers write the same action before every document. */
function createHeadReader(index: string): (line: string) => Head | null {
  let last = ''
  let head: Head | null = null
  return (line) => {
    if (line !== last) {
      last = line
      head = readHead(line, index)
    }
    return head
  }
}

function readHead(line: string, index: string): Head | null {
  const root = parse(line)
  if (!isObject(root)) return null
  const [entry, ...others] = Object.entries(root)
  if (entry === undefined || others.length > 0) return null
  const [kind, meta] = entry
  if (!isKind(kind) || !isObject(meta)) return null
  return { kind, index: nameOf(meta['_index']) ?? index, id: nameOf(meta['_id']) }
}

const isKind = (kind: string): kind is BulkAction['kind'] =>
  kind === 'index' || kind === 'create' || kind === 'update' || kind === 'delete'

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** As long as an id may be. */
const longestName = 512

const nameOf = (value: unknown): string | null =>
  (typeof value === 'string' && value !== '') || typeof value === 'number' ? String(value).slice(0, longestName) : null

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
