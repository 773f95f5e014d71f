// A piece → the path in it that leaves its folder for somewhere it has no business.
import type { Detector, Finding, Piece } from '../detector.ts'
import { isSensitive } from './targets.ts'

export const pathTraversal: Detector = {
  threat: 'path_traversal',
  marks: '/\\',
  find,
}

/** Links of pages go up too, but hardly ever so far. */
const manySteps = 5

/** Up: two dots, or what becomes two dots where a filter took `../` out once, and a separator. */
const step = /(?:\.\.+|\.\.;|\.%00\.)[/\\]+/y

function find({ text, undone }: Piece): Finding | null {
  for (let at = text.indexOf('..'); at >= 0; at = text.indexOf('..', at)) {
    const path = climb(text, at)
    if (path.steps === 0) {
      at = behindDots(text, at)
      continue
    }
    const end = endOfPath(text, path.end)
    if (isSensitive(text.slice(path.end, end))) return { shape: 'climbs-to-system-file', start: at, end }
    if (path.isDisguised) return { shape: 'disguised-climb', start: at, end }
    // Nobody escapes dots and slashes of a path that a server is meant to follow.
    if (path.steps > 1 && (undone.includes('percent') || undone.includes('unicode')))
      return { shape: 'escaped-climb', start: at, end }
    if (path.steps >= manySteps) return { shape: 'climbs-far', start: at, end }
    at = end
  }
  return absolute(text)
}

/** Of dots that lead nowhere only the last two may yet: `..;/`. Each of a million is not asked where the last one is. */
function behindDots(text: string, start: number): number {
  let end = start + 2
  while (text[end] === '.') end++
  const isEven = (end - start) % 2 === 0
  return isEven && end > start + 2 ? end - 2 : end
}

interface Climb {
  readonly steps: number
  readonly isDisguised: boolean
  readonly end: number
}

function climb(text: string, start: number): Climb {
  let [steps, end, isDisguised] = [0, start, false]
  for (;;) {
    step.lastIndex = end
    const found = step.exec(text)?.[0]
    if (found === undefined) break
    steps++
    isDisguised ||= found.length > 3
    end += found.length
  }
  // `.../src/a.ts`: something that stands before was left out.
  const isLeftOut = steps === 1 && text.startsWith('.../', start) && end === start + 4
  return { steps, isDisguised: isDisguised && !isLeftOut, end }
}

/** A path in a text ends at what no path of such a kind has. */
function endOfPath(text: string, from: number): number {
  let at = from
  while (at < text.length && at - from < longest && !isEnd(text.charCodeAt(at))) at++
  return at
}

const longest = 256
const ends = new Set(Array.from('"\'`<>()[]{}|,; \t\r\n\0', (character) => character.charCodeAt(0)))
const isEnd = (code: number): boolean => ends.has(code)

/** A system's file by its whole name, where nothing else is said. */
function absolute(text: string): Finding | null {
  const trimmed = text.trim()
  const start = text.indexOf(trimmed)
  const [head = ''] = /^(?:file:\/{2,3}(?:localhost)?|[a-z]:)?[/\\]+/i.exec(trimmed) ?? []
  if (head === '' || /\s/.test(trimmed) || trimmed.length > longest) return null
  return isSensitive(trimmed.slice(head.length))
    ? { shape: 'names-system-file', start, end: start + trimmed.length }
    : null
}
