// What is known of a connection, and a direction → the class whose behaviour is learned together.

export interface ClassParts {
  readonly domain: string | null
  readonly path: string | null
  readonly subprotocol: string | null
  readonly direction: string
}

/** Host, path with what names one thing among many folded, subprotocol, direction. */
export function classOf({ domain, path, subprotocol, direction }: ClassParts): string {
  return `${domain ?? '-'}${foldPath(path ?? '/')} ${subprotocol ?? '-'} ${direction}`
}

/** What names one thing among many is `*`. */
export function foldPath(path: string): string {
  const known = folded.get(path)
  if (known !== undefined) return known
  if (folded.size >= mostFolded) folded.clear()
  const result = fold(path)
  folded.set(path, result)
  return result
}

/** Connections come again and again to the same paths: some of them are not folded anew for each message. */
const folded = new Map<string, string>()
const mostFolded = 1024

const fold = (path: string): string =>
  path
    .slice(0, longestPath)
    .split('/')
    .map((part) => (isIdentifier(part) ? '*' : part))
    .join('/')

const longestPath = 200

/** A number, a UUID, hexadecimal digits, or a token with digits in it. */
const isIdentifier = (part: string): boolean =>
  /^\d+$/.test(part) || /^[0-9a-f-]{8,}$/i.test(part) || (part.length >= 16 && /\d/.test(part))
