// How long a request took, as Caddy was told to write it → nanoseconds.

/** What a number without a fraction counts. */
export type DurationUnit = 'ns' | 'ms'

/** `2.519713275` seconds; `2519713275`, in the unit given; `2.519713275s`, `1m2.5s`, `850µs`. Null for anything else. */
export function readDuration(text: string, integers: DurationUnit): string | null {
  const last = text.charCodeAt(text.length - 1)
  if (!(last >= 0x30 && last <= 0x39)) return spelled(text)
  const value = Number(text)
  if (!Number.isFinite(value) || value < 0) return null
  if (text.includes('.')) return String(Math.round(value * nanoseconds.s))
  return String(integers === 'ms' ? value * nanoseconds.ms : value)
}

// biome-ignore format: table
const nanoseconds = { h: 3_600_000_000_000, m: 60_000_000_000, s: 1_000_000_000, ms: 1_000_000, us: 1000, µs: 1000, μs: 1000, ns: 1 }

const piece = /(\d+(?:\.\d+)?)(h|ms|m|s|us|µs|μs|ns)/gy

/** As Go prints a duration. */
function spelled(text: string): string | null {
  let sum = 0
  let length = 0
  for (const [written, value, unit] of text.matchAll(piece)) {
    sum += Number(value) * nanoseconds[unit as keyof typeof nanoseconds]
    length += written.length
  }
  return length > 0 && length === text.length ? String(Math.round(sum)) : null
}
