// Lines that are JSON objects → rows of codes. Lines of several kinds are scanned at once, since only what they hold tells
// them apart.
import { RowScanner, type WantedColumn } from '../../json/row-scanner.ts'
import type { JsonPath } from '../../json/scan.ts'
import { addressOf } from '../endpoint.ts'
import { textOf } from '../json-values.ts'
import type { Asked, LineScanner } from './scanner.ts'

/** How such lines are scanned: by the value's number. */
export interface JsonLines {
  readonly kind: 'json'
  readonly paths: readonly JsonPath[]
  /** Not 0 where it is read as a number and as nothing else. */
  readonly isNumber: Uint8Array
  /** Not 0 where it may be an object or a list of what is secret. */
  readonly isCredential: Uint8Array
  /** Where a line begins, if a syslog daemon may have put something before it. */
  readonly messageStart?: ((line: string) => number) | undefined
}

/** Most of what comes again is not longer: names of browsers, cookies, targets. */
const longestRemembered = 240

export function openJsonLines(kinds: readonly JsonLines[], asked: Asked): LineScanner {
  const slots = new Map<string, number>()
  const paths: JsonPath[] = []
  const slotsOf = kinds.map((kind) => kind.paths.map((path) => slotOf(path)))
  const wanted = columnsFor(kinds, slotsOf, asked)
  const columns = slotsOf.map((own) =>
    Int32Array.from([...own.map((slot) => place(slot, false)), ...own.map((slot) => place(slot, true))]),
  )
  const scanner = new RowScanner({
    paths: paths.map((path, slot) => ({ path, slot })),
    slots: paths.length,
    columns: wanted,
    areTimed: false,
    isWithinSyslog: kinds.some(({ messageStart }) => messageStart !== undefined),
  })
  return {
    rows: scanner,
    columns: wanted.length,
    columnsOf: (kind) => columns[kind]!,
    numberOfPart: (kind, index) => addressNumber(kinds[kind]!, index),
    lacks: (kind, index) => scanner.met.has(slotsOf[kind]![index % kinds[kind]!.paths.length]!),
    get met() {
      return scanner.met.size
    },
    get learned() {
      return scanner.learned
    },
    textAt(column, bytes, start, end) {
      const raw = bytes.toString('latin1', start, end)
      const { isAddress, takesObjects } = wanted[column]!
      return isAddress ? addressIn(raw) : textOf(raw, takesObjects === true)
    },
  }

  function place(slot: number, isAddress: boolean): number {
    return wanted.findIndex((column) => column.slot === slot && column.isAddress === isAddress)
  }

  function slotOf(path: JsonPath): number {
    const name = JSON.stringify(path)
    const known = slots.get(name)
    if (known !== undefined) return known
    const slot = paths.push(path) - 1
    slots.set(name, slot)
    return slot
  }
}

/** Behind the values of a line stand the addresses in them. */
export const addressNumber = ({ paths }: JsonLines, index: number): number => paths.length + index

/** What is told of an endpoint: its address, or all that stands there where that is anything else. */
function addressIn(raw: string): string | null {
  if (!/^["[{]/.test(raw)) return raw
  const text = textOf(raw, false)
  return text === null ? null : addressOf(text)
}

/** Several kinds may ask for one path. */
function columnsFor(
  kinds: readonly JsonLines[],
  slotsOf: readonly (readonly number[])[],
  asked: Asked,
): readonly (WantedColumn & { readonly isAddress: boolean })[] {
  const byName = new Map<string, WantedColumn & { readonly isAddress: boolean }>()
  for (const [kind, { paths, isNumber, isCredential }] of kinds.entries()) {
    for (const number of asked[kind]!) {
      const index = number % paths.length
      const isAddress = number !== index
      const slot = slotsOf[kind]![index]!
      const name = `${slot} ${isAddress}`
      const other = byName.get(name)
      byName.set(name, {
        slot,
        isAddress,
        asNumber: !isAddress && isNumber[index] !== 0 && other?.asNumber !== false,
        isRemembered: true,
        literals: null,
        longest: longestRemembered,
        tellsPresence: true,
        takesObjects: isCredential[index] !== 0 || other?.takesObjects === true,
      })
    }
  }
  return [...byName.values()]
}
