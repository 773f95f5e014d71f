// Lines that are JSON objects → rows of codes. Lines of several kinds are scanned at once, since only what they hold tells
// them apart.
import { RowScanner, type WantedColumn } from '../../json/row-scanner.ts'
import type { JsonPath } from '../../json/scan.ts'
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
  const columnOf = new Map(wanted.map(({ slot }, column) => [slot, column]))
  const columns = slotsOf.map((own) => Int32Array.from(own, (slot) => columnOf.get(slot) ?? -1))
  const scanner = new RowScanner({
    paths: paths.map((path, slot) => ({ path, slot })),
    slots: paths.length,
    columns: wanted,
    areTimed: false,
    isWithinSyslog: kinds.some(({ messageStart }) => messageStart !== undefined),
  })
  return {
    load: (bytes) => scanner.load(bytes),
    get start() {
      return scanner.start
    },
    get end() {
      return scanner.end
    },
    mostRows: scanner.mostRows,
    run: (at) => scanner.run(at),
    columns: wanted.length,
    columnsOf: (kind) => columns[kind]!,
    lacks: (kind, index) => scanner.met.has(slotsOf[kind]![index]!),
    get met() {
      return scanner.met.size
    },
    textAt: (column, bytes, start, end) =>
      textOf(bytes.toString('latin1', start, end), wanted[column]!.takesObjects === true),
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

/** Several kinds may ask for one path. */
function columnsFor(
  kinds: readonly JsonLines[],
  slotsOf: readonly (readonly number[])[],
  asked: Asked,
): readonly WantedColumn[] {
  const bySlot = new Map<number, WantedColumn>()
  for (const [kind, { isNumber, isCredential }] of kinds.entries()) {
    for (const index of asked[kind]!) {
      const slot = slotsOf[kind]![index]!
      const other = bySlot.get(slot)
      bySlot.set(slot, {
        slot,
        asNumber: isNumber[index] !== 0 && other?.asNumber !== false,
        isRemembered: true,
        literals: null,
        longest: longestRemembered,
        tellsPresence: true,
        takesObjects: isCredential[index] !== 0 || other?.takesObjects === true,
      })
    }
  }
  return [...bySlot.values()]
}
