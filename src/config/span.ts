// `5s` → microseconds.
import { spanUnits } from '../event/time.ts'

/** Null where the text is no span. */
export function parseSpan(text: string): number | null {
  const [, count, written] = /^(\d+(?:\.\d+)?)\s*(\w+)$/.exec(text.trim()) ?? []
  const unit = spanUnits.find(([name]) => name === written)
  return unit ? Math.round(Number(count) * unit[1]) : null
}
