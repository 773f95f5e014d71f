// The text of a message → the number of the thing that it asks for.

/** Longer messages bring something rather than ask for it. */
const longest = 16_384

/** Members that hold what is asked for. */
const holders: ReadonlySet<string> = new Set([
  'params',
  'data',
  'args',
  'arguments',
  'payload',
  'variables',
  'query',
  'body',
  'filter',
  'where',
])

/** Numbers of the message itself, which count up in any client. */
const ofTheMessage =
  /^(?:request|message|msg|call|correlation|event|op|operation|tx|ack|client|seq|sequence|packet|subscription|sub|trace|span|session|connection)_?id$/i

/** `productId`, `user_id`, `orderNo`, `invoice_number`; `id` alone only inside a holder. */
const named = /^[a-z][a-z\d_]{0,40}(?:[a-z\d]Id|_id|Number|_number|No|_no)$/

/** Null where no number is asked for. Correlation ids of JSON-RPC, GraphQL and Socket.IO are none. */
export function soughtIdOf(text: string): number | null {
  if (text.length > longest || !/[iI]d"|[nN]o"|umber"/.test(text)) return null
  const start = text.search(/[{[]/)
  if (start < 0 || start > 24) return null
  try {
    return within(JSON.parse(text.slice(start)), false, 0)
  } catch {
    return null
  }
}

function within(value: unknown, isHeld: boolean, depth: number): number | null {
  if (typeof value !== 'object' || value === null || depth > 4) return null
  if (Array.isArray(value)) return first(value.slice(0, 8), (each) => within(each, true, depth + 1))
  const members = Object.entries(value)
  return (
    first(members, ([name, inner]) => (isAsked(name, isHeld) ? numberOf(inner) : null)) ??
    first(members, ([name, inner]) => (holders.has(name) || depth > 0 ? within(inner, true, depth + 1) : null))
  )
}

const isAsked = (name: string, isHeld: boolean): boolean =>
  name === 'id' ? isHeld : named.test(name) && !ofTheMessage.test(name)

function numberOf(value: unknown): number | null {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value
  return Number.isSafeInteger(number) ? (number as number) : null
}

function first<T>(items: readonly T[], find: (item: T) => number | null): number | null {
  for (const item of items) {
    const found = find(item)
    if (found !== null) return found
  }
  return null
}
