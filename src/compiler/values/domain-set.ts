// Domain names → a set that holds each of them and everything below it.
import type { TextSet } from './address-set.ts'
import { TextTable } from './text-table.ts'

/** `example.com` holds `example.com` and `app.example.com`, not `badexample.com`. */
export function createDomainSet(entries: Iterable<string>): TextSet {
  const domains = new TextTable(Array.from(entries, normalDomain))
  return { has: (text) => domains.hasEndAfterDot(normalDomain(text)) }
}

/** A host's name, and no address of a page or line of a hosts file. */
export const isDomain = (text: string): boolean => !/[\s/@:]/.test(text) && normalDomain(text) !== ''

/** Lower case, without the dot of the root, without a leading `*.`. */
function normalDomain(domain: string): string {
  const start = domain.startsWith('*.') ? 2 : domain.startsWith('.') ? 1 : 0
  const end = domain.endsWith('.') ? domain.length - 1 : domain.length
  return domain.slice(start, Math.max(start, end)).toLowerCase()
}
