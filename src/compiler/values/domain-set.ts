// Domain names → a set that holds each of them and everything below it.
import type { TextSet } from './address-set.ts'

/** `example.com` holds `example.com` and `app.example.com`, not `badexample.com`. */
export function createDomainSet(entries: readonly string[]): TextSet {
  const domains = new Set(entries.map(normal))
  return {
    has(text) {
      const name = normal(text)
      if (domains.has(name)) return true
      for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
        if (domains.has(name.slice(dot + 1))) return true
      }
      return false
    },
  }
}

/** Lower case, without the dot of the root, without a leading `*.`. */
const normal = (domain: string): string =>
  domain
    .toLowerCase()
    .replace(/^\*?\./, '')
    .replace(/\.$/, '')
