// The names of what detectors find in an event: fields that no source brings.

/** What is looked for, named as the functions of the language that ask for it. */
export const threats = [
  'sqli',
  'nosqli',
  'shell_injection',
  'ldapi',
  'xpathi',
  'xxe',
  'template_injection',
  'xss',
  'path_traversal',
] as const
export type Threat = (typeof threats)[number]

const shown = 'tripline.found.'
const asked = 'tripline.found_in.'

/** Whether there was more in an event than was looked at. */
export const partialField = 'tripline.found.partial'

/** `sqli()`, or `sqli(field)`. */
export interface Sought {
  readonly threat: Threat
  /** Null for the whole message. */
  readonly field: string | null
}

/** The name under which an event shows what was found. */
export const shownName = (threat: Threat): string => `${shown}${threat}`

/** The name under which a row holds it. */
export const foundName = ({ threat, field }: Sought): string =>
  field === null ? shownName(threat) : `${asked}${threat}.${field}`

/** What such a name stands for; null for any other name. */
export function soughtOf(name: string): Sought | null {
  if (name.startsWith(shown)) return sought(name.slice(shown.length), null)
  if (!name.startsWith(asked)) return null
  const dot = name.indexOf('.', asked.length)
  return dot < 0 ? null : sought(name.slice(asked.length, dot), name.slice(dot + 1))
}

function sought(word: string, field: string | null): Sought | null {
  const threat = threats.find((one) => one === word)
  return threat === undefined ? null : { threat, field }
}
