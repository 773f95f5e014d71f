// Values of incidents → what a person reads.

const timeOnly = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' })
const thisYear = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric' })
const anyYear = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' })

/** In the reader's own zone; as much of the date as is not today's. */
export function time(text) {
  const date = new Date(text)
  if (Number.isNaN(date.getTime())) return String(text)
  const now = new Date()
  const clock = timeOnly.format(date)
  if (date.toDateString() === now.toDateString()) return clock
  const day = date.getFullYear() === now.getFullYear() ? thisYear : anyYear
  return `${day.format(date)}, ${clock}`
}

/** Microseconds since the epoch: Date would lose what comes after the milliseconds. */
export function microseconds(text) {
  const fraction = /\.(\d{1,9})/.exec(text)?.[1] ?? ''
  const seconds = Math.floor(new Date(text).getTime() / 1000)
  return seconds * 1e6 + Number(fraction.padEnd(6, '0').slice(0, 6))
}

/** `+310 µs`, `+12.4 ms`, `+3.250 s`, `+3 min 20 s`: how long after the first event. */
export function offset(us) {
  const seconds = us / 1e6
  if (us < 1000) return `+${us} µs`
  if (seconds < 1) return `+${(us / 1000).toFixed(1)} ms`
  if (seconds < 60) return `+${seconds.toFixed(3)} s`
  if (seconds < 3600) return `+${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`
  return `+${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`
}

const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g

/** Control characters and those that turn or hide text are written out. */
export const visible = (text) =>
  String(text).replace(unseen, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`)

export const value = (each) => visible(Array.isArray(each) ? each.join(', ') : each)

const statusNames = { open: 'Open', acknowledged: 'Acknowledged', closed: 'Closed', false_positive: 'False positive' }

export const statuses = Object.keys(statusNames)
export const statusName = (status) => statusNames[status] ?? status

export const levels = ['critical', 'high', 'medium', 'low', 'informational']
export const levelOf = (incident) => {
  const level = incident.document.tripline?.level
  return levels.includes(level) ? level : 'informational'
}

/** Nested → `[name, value]` with dotted names. */
export function flatten(object, prefix = '') {
  return Object.entries(object ?? {}).flatMap(([name, each]) => {
    const path = prefix + name
    if (each === null || each === undefined) return []
    return typeof each === 'object' && !Array.isArray(each) ? flatten(each, `${path}.`) : [[path, each]]
  })
}

/** The value at a dotted name, or undefined. */
export const at = (object, path) => path.split('.').reduce((each, name) => each?.[name], object)
