// Lines with a status of 0, which some products log for a connection that they handed over → an upgrade's, where it was one.
import { type Fact, fact, type Meaning } from './facts.ts'
import type { OpenValues, Values } from './values.ts'

/** What the line says of a fact, as text. */
export type Ask = (which: Fact) => string | null

/** Of an upgrade the status is 101, and its bytes were not counted by the product: they are not 0, but unknown. */
export const withHandedOver =
  (open: OpenValues, isUpgrade: (ask: Ask) => boolean): OpenValues =>
  () => {
    const values = open()
    const statuses = new Set(indexesOf(values, fact.status))
    const sizes = new Set([...indexesOf(values, fact.requestBody), ...indexesOf(values, fact.responseBody)])
    const ask = asking(values)
    let isHandedOver = false
    return {
      ...values,
      load(line, ascii, bytes, start) {
        if (!values.load(line, ascii, bytes, start)) return false
        isHandedOver = ask(fact.status) === '0' && isUpgrade(ask)
        return true
      },
      at(index) {
        if (!isHandedOver) return values.at(index)
        if (sizes.has(index)) return null
        return statuses.has(index) ? switchingProtocols : values.at(index)
      },
    }
  }

const switchingProtocols = '101'

const indexesOf = ({ said }: Values, which: Fact): readonly number[] =>
  said.filter(({ meaning }) => isOf(meaning, which)).map(({ index }) => index)

const isOf = (meaning: Meaning, which: Fact): boolean => meaning.kind !== 'cookie' && meaning.fact === which

function asking(values: Values): Ask {
  const indexes = new Map(Object.values(fact).map((which) => [which, indexesOf(values, which)]))
  return (which) => {
    for (const index of indexes.get(which)!) {
      const text = values.at(index)
      if (text !== null) return text
    }
    return null
  }
}
