// Events that are held on to for long → each as its values alone, with names that those of the same fields have together: an
// object of dotted names takes several times as much.
import type { Origin } from './batch.ts'
import type { EventDocument, Value } from './value.ts'

/** Of events whose names strangers choose each has its own: those beyond keep them for themselves. */
const mostLists = 64

/** Names of fields, as the documents of some events have them. */
export class PackedNames {
  readonly #lists: (readonly string[])[] = []

  /** The same names in the same order, once, as long as there are few such lists. */
  of(document: EventDocument): readonly string[] {
    const names = Object.keys(document)
    const known = this.#lists.find((list) => isSame(list, names))
    if (known === undefined && this.#lists.length < mostLists) this.#lists.push(names)
    return known ?? names
  }
}

export class PackedOrigin implements Origin {
  readonly isCompact = true
  readonly #id: string
  readonly #names: readonly string[]
  readonly #values: readonly Value[]

  constructor(origin: Origin, names: PackedNames) {
    const document = origin.document()
    this.#names = names.of(document)
    this.#values = this.#names.map((name) => flat(document[name]!))
    const [id, named] = [origin.id(), document['event.id']]
    this.#id = named === id ? named : flat(id)
  }

  id(): string {
    return this.#id
  }

  document(): EventDocument {
    // A name may be `__proto__`, which to assign would mean something else.
    return Object.fromEntries(this.#names.map((name, place) => [name, this.#values[place]!]))
  }
}

const isSame = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((name, place) => name === others[place])

/** V8 keeps a text that was put together as its pieces until somebody asks for one of its letters. */
function flat<V extends Value>(value: V): V {
  if (typeof value === 'string') value.charCodeAt(value.length - 1)
  return value
}
