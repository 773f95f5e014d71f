// `5s` → microseconds.

// biome-ignore format: table
const units: Readonly<Record<string, number>> = {
  us: 1, ms: 1_000, s: 1_000_000, m: 60_000_000, h: 3_600_000_000, d: 86_400_000_000,
}

/** Null where the text is no span. */
export function parseSpan(text: string): number | null {
  const parts = /^(\d+(?:\.\d+)?)\s*(us|ms|s|m|h|d)$/.exec(text.trim())
  return parts ? Math.round(Number(parts[1]) * units[parts[2]!]!) : null
}
