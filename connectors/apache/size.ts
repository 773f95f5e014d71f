// Lines whose size is either `%b` or `%O`, which nobody can tell → what it says nevertheless.
import { fact } from '../access/facts.ts'
import type { OpenValues, Values } from '../access/values.ts'

/**
 * Of an upgrade it is `%O`, header and frames: `%b` would be `-`. Of anything else it stays what it is, a size.
 */
export const withEitherSize =
  (open: OpenValues): OpenValues =>
  (row) => {
    const values = open(row)
    const size = indexOf(values, fact.responseWhole)
    const status = indexOf(values, fact.status)
    const ownSize = (): string | null => (values.at(status) === '101' ? null : values.at(size))
    return {
      ...values,
      at: (index) => (index === size && ownSize() !== null ? null : values.at(index)),
      others() {
        const own = ownSize()
        return own === null ? values.others() : [...values.others(), ['size', Number(own)]]
      },
      other(name) {
        const own = name === 'size' ? ownSize() : null
        return own === null ? values.other(name) : Number(own)
      },
    }
  }

const indexOf = ({ said }: Values, which: number): number =>
  said.find(({ meaning }) => meaning.kind !== 'cookie' && meaning.fact === which)?.index ?? -1
