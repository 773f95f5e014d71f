// Lines of Caddy's console format → the values of the JSON that each ends in, with the time that it begins with.
import type { Meaning } from '../access/facts.ts'
import type { OpenValues } from '../access/values.ts'

/** `2026/11/22 04:22:07.750	INFO	http.log.access	handled request	{"request": …}` */
export const consoleValues =
  (json: OpenValues, when: Meaning): OpenValues =>
  () => {
    const values = json()
    let written = ''
    return {
      ...values,
      scanned: undefined,
      load(line, ascii, bytes, start = 0) {
        const tab = line.indexOf('\t{')
        if (tab < 0 || !isDigit(line.charCodeAt(0))) return false
        written = line.slice(0, line.indexOf('\t'))
        return values.load(line.slice(tab + 1), ascii, bytes, start + tab + 1)
      },
      said: [...values.said, { index: first, meaning: when }],
      at: (index) => (index === first ? written : values.at(index)),
      has: (index) => index === first || values.has(index),
    }
  }

/** What stands before the JSON has no place among its keys. */
const first = -1

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39
