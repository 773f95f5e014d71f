// Captured headers, `{app.example.com|websocket|https://app.example.com}` → what they say.
import type { Part } from '../../grammar/log-format/log-format.ts'
import { type Meaning, text } from '../access/facts.ts'
import { requestHeader, responseHeader } from '../access/headers.ts'
import type { OpenValues, Said, Values } from '../access/values.ts'
import { readUtf8, undoHashes } from '../template/unescape.ts'
import type { Fragment } from './config.ts'

export type Captures = Pick<Fragment, 'requestHeaders' | 'responseHeaders'>

/** One header of a block, and how it is found in it. */
interface Captured {
  /** The block's place among the variables of the format. */
  readonly block: number
  readonly meaning: Meaning
  readonly find: (headers: readonly string[]) => string | undefined
  /** A guess that finds nothing does not say that there was nothing. */
  readonly isGuess: boolean
}

/** Adds the headers in the blocks `%hr` and `%hs` to what the lines say. */
export function withCaptures(open: OpenValues, parts: readonly Part[], captures: Captures): OpenValues {
  const names = parts.flatMap((part) => (part.kind === 'variable' ? [part.name] : []))
  const captured = names.flatMap((name, block) => capturedIn(name, block, captures))
  return captured.length === 0 ? open : () => addCaptured(open(), names.length, captured)
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
    meaningsOf(header).map((meaning) => ({ block, meaning, isGuess: false, find: (found) => found[place] })),
  )

/** Where nobody says which headers they are, some are known by their looks. */
const guessed = (block: number): readonly Captured[] =>
  looks.map(([meaning, look]) => ({
    block,
    meaning,
    isGuess: true,
    find: (found) => found.find((header) => look.test(header)),
  }))

const looks: readonly (readonly [Meaning, RegExp])[] = [
  [text('upgrade'), /^websocket$/i],
  // A referrer has a path behind the host.
  [text('origin'), /^https?:\/\/[^/]+$/],
  [text('userAgent'), /^[\w.-]+\/\d/],
]

/** Those that were captured stand behind the `first` values of the line. */
function addCaptured(values: Values, first: number, captured: readonly Captured[]): Values {
  const blocks = new Map<number, readonly string[]>()
  const headersOf = (block: number): readonly string[] => {
    const known = blocks.get(block)
    if (known !== undefined) return known
    const headers = values.at(block)?.slice(1, -1).split('|') ?? []
    blocks.set(block, headers)
    return headers
  }
  const at = ({ block, find }: Captured): string | null => decoded(find(headersOf(block)) ?? '')
  const has = (each: Captured): boolean => (each.isGuess ? at(each) !== null : headersOf(each.block).length > 0)
  return {
    ...values,
    load(line, ascii, bytes, start) {
      blocks.clear()
      return values.load(line, ascii, bytes, start)
    },
    said: [...values.said, ...captured.map(({ meaning }, place): Said => ({ index: first + place, meaning }))],
    at: (index) => (index < first ? values.at(index) : at(captured[index - first]!)),
    has: (index) => (index < first ? values.has(index) : has(captured[index - first]!)),
  }
}

const decoded = (header: string): string | null =>
  header === '' || header === '-' ? null : readUtf8(undoHashes(header))
