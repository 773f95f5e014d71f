// How a message's text is put together, known by its beginning → where its JSON begins, or its parts.

/** Engine.IO and Socket.IO: `42/admin,7[`. SockJS: `a[`. Bayeux and others begin with JSON. */
const prefixed = /^(?:[0-6]{1,2}(?:\d{1,3}-)?(?:\/[^,[{]{0,200},)?\d{0,15}|a|m)?(?=[[{"])/

/** Where a text's JSON begins; -1 where it does not begin as JSON. */
export function jsonStart(text: string): number {
  let at = 0
  while (at < text.length && isSpace(text.charCodeAt(at))) at++
  const code = text.charCodeAt(at)
  if (code === 0x7b || code === 0x5b) return at
  const head = at === 0 && mayBePrefix(code) ? (prefixed.exec(text.slice(0, 256))?.[0].length ?? -1) : -1
  return head >= 0 && text.charCodeAt(head) === 0x22 && !isOneText(text, head) ? -1 : head
}

/** `4"hello"`; a quote behind a number or a letter may as well be a quote: `1" or "1"="1`. */
function isOneText(text: string, at: number): boolean {
  oneText.lastIndex = at
  return oneText.test(text)
}

const oneText = /"(?:[^"\\]|\\.)*"\s*$/y

const mayBePrefix = (code: number): boolean => (code >= 0x30 && code <= 0x36) || code === 0x61 || code === 0x6d

/** SignalR ends its records with the byte 1E, others with a line's end. */
export const isSpace = (code: number): boolean =>
  code === 0x20 || (code >= 0x09 && code <= 0x0d) || code === 0x1e || code === 0

/** Whether a text within a text may be JSON once more. */
export function mayBeJson(text: string): boolean {
  const end = text.trimEnd()
  const [first, last] = [text.trimStart()[0], end[end.length - 1]]
  return (first === '{' && last === '}') || (first === '[' && last === ']')
}

const stompHead =
  /^(?:CONNECT|STOMP|CONNECTED|SEND|SUBSCRIBE|UNSUBSCRIBE|ACK|NACK|BEGIN|COMMIT|ABORT|DISCONNECT|MESSAGE|RECEIPT|ERROR)\r?\n/

export interface Part {
  readonly name: string
  readonly start: number
  readonly end: number
}

/** STOMP 1.2: a command, headers, an empty line, a body that ends with a zero. Null for what is none. */
export function stompParts(text: string): { readonly headers: readonly Part[]; readonly body: Part } | null {
  const head = stompHead.exec(text.slice(0, 16))
  if (head === null) return null
  const headers: Part[] = []
  let at = head[0].length
  while (at < text.length && headers.length < mostHeaders) {
    const found = text.indexOf('\n', at)
    const end = found < 0 ? text.length : found
    const line = text.slice(at, end)
    if (line === '' || line === '\r') break
    const colon = line.indexOf(':')
    headers.push({ name: line.slice(0, Math.max(colon, 0)), start: at + colon + 1, end })
    at = end + 1
  }
  const zero = text.indexOf('\0', at)
  return { headers, body: { name: 'body', start: at, end: zero < 0 ? text.length : zero } }
}

const mostHeaders = 64

const form = /^[\w.%~+$[\]-]{1,128}=[^&=\s]{0,4096}(?:&[\w.%~+$[\]-]{1,128}=[^&\n]{0,4096}){0,64}$/

/** `name=value&…`: each name and value; null for what is no form. */
export function formParts(text: string): readonly Part[] | null {
  if (text.length > longestForm || !form.test(text)) return null
  const parts: Part[] = []
  for (let at = 0; at < text.length; ) {
    const found = text.indexOf('&', at)
    const end = found < 0 ? text.length : found
    const equals = Math.min(text.indexOf('=', at), end)
    parts.push({ name: text.slice(at, equals), start: equals + 1, end })
    at = end + 1
  }
  return parts
}

const longestForm = 1 << 16
