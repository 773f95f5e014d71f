// What is known of a connection, and a direction → the class whose behaviour is learned together.
import { remembered } from '../request/remembered.ts'

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

const longestPath = 200

/** What names one thing among many is `*`. Connections come again and again to the same paths; long ones, which strangers make up, are not kept. */
export const foldPath = remembered(
  (path) =>
    path
      .slice(0, longestPath)
      .split('/')
      .map((part) => (isIdentifier(part) ? '*' : part))
      .join('/'),
  { texts: 512, longest: longestPath },
)

/** A number, a UUID, hexadecimal digits, or a token with digits in it. */
const isIdentifier = (part: string): boolean =>
  /^\d+$/.test(part) || /^[0-9a-f-]{8,}$/i.test(part) || (part.length >= 16 && /\d/.test(part))
