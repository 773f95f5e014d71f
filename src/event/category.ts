// Event categories as bits, so that "which rules want this event" is one AND.
// ECS 9.4 `event.category` values, and ours (handshake … incident) beside them.

// biome-ignore format: table
export const categories = [
  // ours
  'handshake', 'frame', 'message', 'close', 'connection', 'request', 'auth', 'log', 'alert', 'incident',
  // ECS
  'api', 'authentication', 'configuration', 'database', 'driver', 'email', 'file', 'host', 'iam',
  'intrusion_detection', 'library', 'malware', 'network', 'package', 'process', 'registry', 'session',
  'threat', 'vulnerability', 'web',
  // anything else; told apart by the text of event.category
  'other',
] as const

export type Category = (typeof categories)[number]

/** Every category: what `any where …` asks for. */
export const anyCategory = 0x7fffffff

const bits = new Map<string, number>(categories.map((name, index) => [name, 1 << index]))

export const isCategory = (name: string): name is Category => bits.has(name)

/** The bit of one category name; an unknown name is `other`. */
export const categoryBit = (name: string): number => bits.get(name) ?? bits.get('other')!

/** The bits of several names; no name at all is `other`, so that `any` still sees the event. */
export const categoryBits = (names: readonly string[]): number =>
  names.length === 0 ? categoryBit('other') : names.reduce((all, name) => all | categoryBit(name), 0)

/** Ours, which our sources can give. */
export const ownCategories = ['handshake', 'frame', 'message', 'close', 'connection', 'request', 'auth', 'log'] as const

/** What `event.category` holds for one of our own categories: the ECS value first, ours second. */
export const ecsCategory: Readonly<Partial<Record<Category, readonly string[]>>> = {
  handshake: ['network', 'handshake'],
  frame: ['network', 'frame'],
  message: ['network', 'message'],
  close: ['network', 'close'],
  connection: ['network', 'connection'],
  request: ['web', 'request'],
  auth: ['authentication', 'auth'],
  incident: ['intrusion_detection', 'incident'],
}
