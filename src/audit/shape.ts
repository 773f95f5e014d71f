// The text of a message → its shape: what is the same in messages that mean the same. `{type:"say",room,text}`.

/** Members whose value tells what a message is. */
const telling: ReadonlySet<string> = new Set([
  'type',
  'event',
  'op',
  'action',
  'cmd',
  'command',
  'method',
  'kind',
  'msg',
  't',
])

/** Longer texts are not taken apart. */
const longest = 65_536

/** Members that are named; the rest is `…`. */
const mostMembers = 8

/** Null for what has no shape that can be written down, such as prose. */
export function shapeOf(text: string): string | null {
  const [, prefix = '', rest = ''] = /^(\d{0,4}(?:\/[\w-]{1,40},)?)(.*)$/s.exec(text) ?? []
  if (text.length > longest || (rest[0] !== '{' && rest[0] !== '[')) return null
  try {
    return prefix + shape(JSON.parse(rest), 0)
  } catch {
    return null
  }
}

function shape(value: unknown, depth: number): string {
  if (Array.isArray(value))
    return depth > 0 ? '[…]' : `[${value.slice(0, 3).map(element).join(',')}${value.length > 3 ? ',…' : ''}]`
  return depth > 1 ? '{…}' : members(value as Readonly<Record<string, unknown>>, depth)
}

/** The first of an array is often the name of an event. */
const element = (value: unknown, at: number): string =>
  typeof value === 'string' && at === 0 && isWord(value) ? JSON.stringify(value) : inner(value, 0)

function members(object: Readonly<Record<string, unknown>>, depth: number): string {
  const names = Object.keys(object)
  const shown = names.slice(0, mostMembers).map((name) => member(name, object[name], depth))
  return `{${shown.join(',')}${names.length > mostMembers ? ',…' : ''}}`
}

function member(name: string, value: unknown, depth: number): string {
  const label = isWord(name) ? name : JSON.stringify(name.slice(0, 40))
  if (telling.has(name) && ((typeof value === 'string' && isWord(value)) || typeof value === 'number'))
    return `${label}:${JSON.stringify(value)}`
  return typeof value === 'object' && value !== null && !Array.isArray(value) && depth === 0
    ? `${label}:${members(value as Readonly<Record<string, unknown>>, 1)}`
    : label
}

const inner = (value: unknown, depth: number): string =>
  typeof value === 'object' && value !== null ? shape(value, depth + 1) : '_'

const isWord = (text: string): boolean => /^[\w.:-]{1,40}$/.test(text)
