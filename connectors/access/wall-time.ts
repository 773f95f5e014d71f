// `2026/11/22 04:22:05.123`, which names no zone, as a clock on the wall shows it → microseconds since the epoch, or NaN.
import { parseIsoTime } from './time.ts'
import type { Zone } from './zone.ts'

const shape = /^(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d:\d\d:\d\d(?:[.,]\d+)?)$/

export function createWallTimeReader(zone: Zone): (text: string) => number {
  return (text) => {
    const parts = shape.exec(text)
    if (!parts) return Number.NaN
    const [, year, month, day, clock] = parts
    return zone(parseIsoTime(`${year}-${month}-${day}T${clock}Z`))
  }
}
