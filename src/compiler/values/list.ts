// The entries of a list → the set that rules ask, and what takes its place when the list has changed.
import { createAddressSet, type TextSet } from './address-set.ts'
import { createDomainSet, isDomain } from './domain-set.ts'
import { TextTable } from './text-table.ts'

export const listTypes = ['cidr', 'ip', 'domain', 'keyword'] as const
export type ListType = (typeof listTypes)[number]

export interface ListValues {
  /** Entries that could be read. */
  readonly size: number
  readonly exact: TextSet
  /** To be asked in lower case. */
  readonly folded: () => TextSet
}

/** Entries that are none of the type are left out, and told by their number. Nothing of the entries is held on to. */
export function readValues(
  type: ListType,
  entries: readonly string[],
  onRefused: (entry: number) => void = () => {},
): ListValues {
  let refused = 0
  const refuse = (entry: number): false => {
    refused++
    onRefused(entry)
    return false
  }
  switch (type) {
    case 'cidr':
    case 'ip': {
      const addresses = createAddressSet(entries, refuse)
      return withoutCase(addresses, entries.length - refused)
    }
    case 'domain': {
      const domains = createDomainSet(entries.filter((entry, i) => isDomain(entry) || refuse(i)))
      return withoutCase(domains, entries.length - refused)
    }
    case 'keyword':
      return withCase(new TextTable(entries), entries.length)
  }
}

/** Addresses and domains are the same in capitals. */
const withoutCase = (exact: TextSet, size: number): ListValues => ({ size, exact, folded: () => exact })

const withCase = (exact: TextTable, size: number): ListValues => ({
  size,
  exact,
  folded: () => new TextTable(exact.values().map((text) => text.toLowerCase())),
})

/** One list of a file of rules. The code of its rules asks `exact` and `folded`, whatever is there by then. */
export class ValueList {
  readonly type: ListType
  exact: TextSet
  /** Null until somebody asks without regard to case. */
  folded: TextSet | null = null
  #values: ListValues

  constructor(type: ListType, values: ListValues) {
    this.type = type
    this.exact = values.exact
    this.#values = values
  }

  get size(): number {
    return this.#values.size
  }

  /** From here on it can be asked without regard to case. */
  fold(): void {
    this.folded ??= this.#values.folded()
  }

  /** At once for every rule that asks it. */
  replace(values: ListValues): void {
    const folded = this.folded && values.folded()
    this.#values = values
    this.exact = values.exact
    this.folded = folded
  }
}
