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
export const foldPath = (path: string): string =>
  path
    .slice(0, longestPath)
    .split('/')
    .map((part) => (isIdentifier(part) ? '*' : part))
    .join('/')

const longestPath = 200

/** A number, a UUID, hexadecimal digits, or a token with digits in it. */
const isIdentifier = (part: string): boolean =>
  /^\d+$/.test(part) || /^[0-9a-f-]{8,}$/i.test(part) || (part.length >= 16 && /\d/.test(part))
