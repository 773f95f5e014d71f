// Captured headers, `{app.example.com|websocket|https://app.example.com}` → what they say.
import type { Part } from '../../grammar/log-format/log-format.ts'
import { type Meaning, text } from '../access/facts.ts'
import { requestHeader, responseHeader } from '../access/headers.ts'
import { mostItems } from '../access/rows/text-lines.ts'
import type { CodedRow, OpenValues, Said, Values } from '../access/values.ts'
import { readUtf8, undoHashes } from '../template/unescape.ts'
import type { Fragment } from './config.ts'

export type Captures = Pick<Fragment, 'requestHeaders' | 'responseHeaders'>

/** One header of a block, and how it is found in it. */
interface Captured {
  /** The block's place among the variables of the format. */
  readonly block: number
  readonly meaning: Meaning
  readonly find: (headers: readonly string[]) => string | undefined
  /** Which one it is; null for a guess. One that finds nothing does not say that there was nothing. */
  readonly item: number | null
}

/** Adds the headers in the blocks `%hr` and `%hs` to what the lines say. */
export function withCaptures(open: OpenValues, parts: readonly Part[], captures: Captures): OpenValues {
  const names = parts.flatMap((part) => (part.kind === 'variable' ? [part.name] : []))
  const captured = names.flatMap((name, block) => capturedIn(name, block, captures))
  return captured.length === 0 ? open : (row) => addCaptured(open(row), captured, row)
}

function capturedIn(name: string, block: number, captures: Captures): readonly Captured[] {
  if (name === 'hs') return named(block, captures.responseHeaders ?? [], responseHeader)
  if (name !== 'hr') return []
  return captures.requestHeaders === null ? guessed(block) : named(block, captures.requestHeaders, requestHeader)
}

const named = (
  block: number,
  headers: readonly string[],
  meaningsOf: (header: string) => readonly Meaning[],
): readonly Captured[] =>
  headers.flatMap((header, place) =>
    meaningsOf(header).map((meaning) => ({ block, meaning, item: place, find: (found) => found[place] })),
  )

/** Where nobody says which headers they are, some are known by their looks. */
const guessed = (block: number): readonly Captured[] =>
  looks.map(([meaning, looksLikeIt]) => ({ block, meaning, item: null, find: (found) => found.find(looksLikeIt) }))

const looks: readonly (readonly [Meaning, (header: string) => boolean])[] = [
  [text('upgrade'), (header) => header.length === 'websocket'.length && header.toLowerCase() === 'websocket'],
  // A referrer has a path behind the host.
  [text('origin'), (header) => header.startsWith('http') && /^https?:\/\/[^/]+$/.test(header)],
  [text('userAgent'), (header) => /^[\w.-]+\/\d/.test(header)],
]

/** Those that were captured are numbered from here on. */
const first = 1 << 20

/** `row`: where each header of a block is told by itself. */
function addCaptured(values: Values, captured: readonly Captured[], row?: CodedRow): Values {
  const blocks = new Map(captured.map(({ block }) => [block, new Block(values, block)]))
  const places = captured.map(({ block, find }) => ({ block: blocks.get(block)!, index: block, find }))
  /** What was found in this line; undefined where nobody has asked. */
  const found = new Array<string | null | undefined>(captured.length)
  const at = (place: number): string | null => {
    const known = found[place]
    if (known !== undefined) return known
    const header = decoded(headerAt(place) ?? '')
    found[place] = header
    return header
  }
  const headerAt = (place: number): string | null | undefined => {
    const { item } = captured[place]!
    const { block, index, find } = places[place]!
    return row !== undefined && isTold(item) ? row.partAt(index, item) : find(block.headers())
  }
  const has = (place: number): boolean => {
    const { item } = captured[place]!
    if (item === null) return at(place) !== null
    const { block, index } = places[place]!
    return row !== undefined && isTold(item) ? row.hasPart(index, item) : block.headers().length > 0
  }
  return {
    ...values,
    load(line, ascii, bytes, start) {
      found.fill(undefined)
      for (const block of blocks.values()) block.forget()
      return values.load(line, ascii, bytes, start)
    },
    said: [...values.said, ...captured.map(({ meaning }, place): Said => ({ index: first + place, meaning }))],
    at: (index) => (index < first ? values.at(index) : at(index - first)),
    has: (index) => (index < first ? values.has(index) : has(index - first)),
  }
}

const isTold = (item: number | null): item is number => item !== null && item < mostItems

/** The headers of a block, cut once a line, and only where somebody asks. */
class Block {
  readonly #values: Values
  readonly #index: number
  #headers: readonly string[] | null = null

  constructor(values: Values, index: number) {
    this.#values = values
    this.#index = index
  }

  forget(): void {
    this.#headers = null
  }

  /** None where the line has no such block. */
  headers(): readonly string[] {
    this.#headers ??= this.#values.at(this.#index)?.slice(1, -1).split('|') ?? []
    return this.#headers
  }
}

const decoded = (header: string): string | null =>
  header === '' || header === '-' ? null : readUtf8(undoHashes(header))
