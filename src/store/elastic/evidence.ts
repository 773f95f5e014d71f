// What strangers sent → the same in a form that an index takes whatever they sent: it must not keep an incident out.
import { evidenceDepth } from './mapping.ts'

/**
 * Elasticsearch refuses a document whose flattened field nests deeper than the mapping says, whose names hold U+0000, or
 * where names and value together are longer than a term of Lucene's: 32,766 bytes.
 */
const namesLimit = 8000
const nameLimit = 256
const excerptLimit = 1024

/** An array around objects counts as a level for us, so that we stay below what the mapping says. */
export const tame = (value: unknown): unknown => tameAt(value, evidenceDepth - 1, namesLimit)

function tameAt(value: unknown, levels: number, room: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (levels === 0) return JSON.stringify(value).slice(0, excerptLimit)
  if (Array.isArray(value)) return value.map((one) => tameAt(one, levels - 1, room))
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => {
      const tamed = name.replaceAll('\0', ' ').slice(0, nameLimit)
      const left = room - tamed.length
      return [tamed, tameAt(one, left > nameLimit ? levels - 1 : 0, left)]
    }),
  )
}
