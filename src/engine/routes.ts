// Which rules want a row: by its categories, and by the values of single fields that rules need. A rule that is left out would
// have said no.
import type { Detect, EventFilter, Need } from '../compiler/plan.ts'
import type { Batch } from '../event/batch.ts'
import type { Value } from '../event/value.ts'

/** What is routed to. */
export interface Routed {
  readonly categories: number
  readonly detect: Detect
}

/** Below so many rules that need a value of the same field, asking each of them costs no more than looking them up. */
const leastShared = 4

/** Ways in which categories come together in one event: few, unless a sender makes them up. */
const mostRoutes = 1024

/** Rules by a value of one field. */
interface Shelf {
  readonly slot: number
  readonly byValue: Map<Value, number[]>
}

interface Route<Item> {
  /** Asked of every row. */
  readonly always: readonly Item[]
  readonly shelves: readonly Shelf[]
  /** Where one field decides alone: by its value, everybody that is asked of a row with it. */
  readonly only: Only<Item> | null
}

interface Only<Item> {
  readonly slot: number
  readonly byValue: ReadonlyMap<Value, readonly Item[]>
}

export class Routes<Item extends Routed> {
  readonly #items: readonly Item[]
  /** For each of them, a need of each of its filters; null where it has to be asked of every row. */
  readonly #needs: readonly (readonly Need[] | null)[]
  readonly #routes = new Map<number, Route<Item>>()
  /** The row at which each was found last: a row may lead to it in two ways. */
  readonly #foundAt: Float64Array
  #rows = 0
  readonly #found: Item[] = []
  /** The route of the row before: rows of one kind come one after the other. */
  #last: Route<Item> = { always: [], shelves: [], only: null }
  #lastCategories = -1

  constructor(items: readonly Item[]) {
    this.#items = items
    this.#needs = chosenNeeds(items.map(({ detect }) => filtersOf(detect)))
    this.#foundAt = new Float64Array(items.length)
  }

  /** Good until it is asked again. */
  of(batch: Batch, row: number): readonly Item[] {
    const categories = batch.categories[row]!
    const { always, shelves, only } = categories === this.#lastCategories ? this.#last : this.#route(categories)
    if (shelves.length === 0) return always
    if (only !== null) {
      const value = batch.columns[only.slot]![row] ?? null
      if (value === null) return always
      if (typeof value !== 'object') return only.byValue.get(value) ?? always
    }
    this.#rows++
    const found = this.#found
    found.length = 0
    for (const item of always) found.push(item)
    for (const shelf of shelves) this.#take(shelf, batch.columns[shelf.slot]![row] ?? null)
    return found
  }

  #take({ byValue }: Shelf, value: Value): void {
    if (value === null) return
    if (typeof value === 'object') for (const element of value) this.#takeAll(byValue.get(element))
    else this.#takeAll(byValue.get(value))
  }

  #takeAll(indexes: readonly number[] | undefined): void {
    if (indexes === undefined) return
    for (const index of indexes) {
      if (this.#foundAt[index] === this.#rows) continue
      this.#foundAt[index] = this.#rows
      this.#found.push(this.#items[index]!)
    }
  }

  #route(categories: number): Route<Item> {
    let route = this.#routes.get(categories)
    if (!route) {
      if (this.#routes.size >= mostRoutes) this.#routes.clear()
      route = this.#routeOf(categories)
      this.#routes.set(categories, route)
    }
    this.#last = route
    this.#lastCategories = categories
    return route
  }

  #routeOf(categories: number): Route<Item> {
    const wanted = [...this.#items.keys()].filter((index) => (this.#items[index]!.categories & categories) !== 0)
    const sharing = new Map<number, number>()
    for (const index of wanted)
      for (const slot of slotsOf(this.#needs[index] ?? [])) sharing.set(slot, (sharing.get(slot) ?? 0) + 1)
    const shelves = new Map<number, Shelf>()
    const always: Item[] = []
    for (const index of wanted) {
      const needs = this.#needs[index] ?? null
      const isShelved = needs?.every(({ slot }) => sharing.get(slot)! >= leastShared) ?? false
      if (isShelved) for (const need of needs!) shelve(index, need, shelves)
      else always.push(this.#items[index]!)
    }
    const all = [...shelves.values()]
    return { always, shelves: all, only: all.length === 1 ? this.#onlyOf(all[0]!, always) : null }
  }

  #onlyOf({ slot, byValue }: Shelf, always: readonly Item[]): Only<Item> {
    const found = [...byValue].map(([value, indexes]): [Value, readonly Item[]] => [
      value,
      [...always, ...indexes.map((index) => this.#items[index]!)],
    ])
    return { slot, byValue: new Map(found) }
  }
}

function shelve(index: number, { slot, values }: Need, shelves: Map<number, Shelf>): void {
  const shelf = shelves.get(slot) ?? { slot, byValue: new Map<Value, number[]>() }
  shelves.set(slot, shelf)
  for (const value of values) {
    const indexes = shelf.byValue.get(value) ?? []
    if (indexes.at(-1) !== index) indexes.push(index)
    shelf.byValue.set(value, indexes)
  }
}

const slotsOf = (needs: readonly Need[]): ReadonlySet<number> => new Set(needs.map(({ slot }) => slot))

/** Of what each filter needs, the field of which rules need the most different values: it tells them apart best. */
function chosenNeeds(all: readonly (readonly EventFilter[] | null)[]): readonly (readonly Need[] | null)[] {
  const values = new Map<number, Set<unknown>>()
  for (const { slot, values: needed } of all.flatMap((filters) => filters ?? []).flatMap(({ needs = [] }) => needs)) {
    const known = values.get(slot) ?? new Set()
    for (const value of needed) known.add(value)
    values.set(slot, known)
  }
  const worth = ({ slot, values: needed }: Need): number => values.get(slot)!.size / needed.length
  return all.map((filters) => {
    const chosen = (filters ?? []).map(({ needs = [] }) => needs.toSorted((a, b) => worth(b) - worth(a))[0])
    return filters !== null && chosen.every((need) => need !== undefined) ? chosen : null
  })
}

/**
 * What a row must pass to change anything about a rule: one of these. Null where that cannot be told: what begins and ends
 * connections, and what only time tells.
 */
export function filtersOf(detect: Detect): readonly EventFilter[] | null {
  switch (detect.kind) {
    case 'event':
      return [detect]
    case 'stats':
      return detect.window.kind === 'connection' ? null : [detect]
    case 'first_seen':
      return [detect]
    case 'sequence':
      return [...detect.steps, ...(detect.until ? [detect.until] : [])]
    case 'sample':
      return detect.steps
    default:
      return null
  }
}

/** For people: of each filter, the values without which it is not asked. Null where the rule is asked of every event of its categories. */
export function describeNeeds(detect: Detect): readonly string[] | null {
  const filters = filtersOf(detect)
  if (filters === null || filters.some(({ needs }) => needs === undefined)) return null
  return filters.map(({ needs = [] }) => needs.map(described).join(' and '))
}

const described = ({ field, values }: Need): string => {
  const texts = values.map((value) => JSON.stringify(value))
  return texts.length === 1 ? `${field} is ${texts[0]}` : `${field} is one of ${texts.join(', ')}`
}
