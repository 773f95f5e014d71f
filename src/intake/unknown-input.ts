// An input that nothing recognises → the error that says what it is instead, and what to do.
import { OperationalError } from '../errors.ts'

/** `advice`: how whoever asked names the format. */
export function unknownInput(path: string, head: Uint8Array, advice: string): OperationalError {
  const name = path === '-' ? 'standard input' : path
  if (head.length === 0) return new OperationalError('INPUT_EMPTY', { path: name })
  if (isUtf16(head)) return new OperationalError('INPUT_UTF16', { path: name })
  return new OperationalError('INPUT_UNKNOWN', { path: name, advice })
}

/** Begins with the byte order mark, or has a zero in every other byte as text of few scripts has. */
function isUtf16(head: Uint8Array): boolean {
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) return true
  const start = head.subarray(0, 256)
  const zeros = [0, 1].map((odd) => start.filter((byte, at) => at % 2 === odd && byte === 0).length)
  const most = start.length / 2
  return start.length >= 8 && Math.max(...zeros) > 0.9 * most && Math.min(...zeros) < 0.1 * most
}
