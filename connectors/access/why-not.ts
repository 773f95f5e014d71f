// A line that is of none of a product's kinds → what it is instead.
import type { OpenValues } from './values.ts'

/** What such lines look like, and the reason that is counted for them. The first counts. */
export type Reasons = readonly (readonly [shape: RegExp, reason: string])[]

/** `startOf` says where the product's own part of the line begins. */
export const withReasons =
  (open: OpenValues, reasons: Reasons, startOf: (line: string) => number = () => 0): OpenValues =>
  (row) => {
    const values = open(row)
    let last = ''
    return {
      ...values,
      load(line, ascii, bytes, start) {
        last = line
        return values.load(line, ascii, bytes, start)
      },
      whyNot() {
        const message = last.slice(startOf(last))
        return reasons.find(([shape]) => shape.test(message))?.[1] ?? values.whyNot?.() ?? null
      },
    }
  }
