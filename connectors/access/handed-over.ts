// Lines with a status of 0, which some products log for a connection that they handed over → an upgrade's, where it was one.
import { type Fact, fact, type Meaning } from './facts.ts'
import type { OpenValues, Values } from './values.ts'

/** What the line says of a fact. */
export interface Ask {
  (which: Fact): string | null
  /** Whether that is a number above zero. */
  isPositive(which: Fact): boolean
}

/** Of an upgrade the status is 101, and its bytes were not counted by the product: they are not 0, but unknown. */
export const withHandedOver =
  (open: OpenValues, isUpgrade: (ask: Ask) => boolean): OpenValues =>
  (row) => {
    const values = open(row)
    const statuses = new Set(indexesOf(values, fact.status))
    const sizes = new Set([...indexesOf(values, fact.requestBody), ...indexesOf(values, fact.responseBody)])
    const ask = asking(values)
    /** Of the line loaded last; null where nobody has asked. */
    let known: boolean | null = null
    const isHandedOver = (): boolean => {
      known ??= ask(fact.status) === '0' && isUpgrade(ask)
      return known
    }
    const isReplaced = (index: number): boolean => (statuses.has(index) || sizes.has(index)) && isHandedOver()
    return {
      ...values,
      load(line, ascii, bytes, start) {
        known = null
        return values.load(line, ascii, bytes, start)
      },
      numberAt: (index) => (isReplaced(index) ? Number.NaN : (values.numberAt?.(index) ?? Number.NaN)),
      at(index) {
        if (!isReplaced(index)) return values.at(index)
        return statuses.has(index) ? switchingProtocols : null
      },
    }
  }

const switchingProtocols = '101'

const indexesOf = ({ said }: Values, which: Fact): readonly number[] =>
  said.filter(({ meaning }) => isOf(meaning, which)).map(({ index }) => index)

const isOf = (meaning: Meaning, which: Fact): boolean => meaning.kind !== 'cookie' && meaning.fact === which

function asking(values: Values): Ask {
  const indexes = new Map(Object.values(fact).map((which) => [which, indexesOf(values, which)]))
  const ask = (which: Fact): string | null => {
    for (const index of indexes.get(which)!) {
      const text = values.at(index)
      if (text !== null) return text
    }
    return null
  }
  const isPositive = (which: Fact): boolean =>
    indexes.get(which)!.some((index) => values.isPositive?.(index) ?? Number(values.at(index)) > 0)
  return Object.assign(ask, { isPositive })
}
