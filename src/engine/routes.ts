// Which rules want a row: by its categories, and by what rules need of single fields. A rule that is left out would have
// said no.
import type { Detect } from '../compiler/plan.ts'
import type { Batch } from '../event/batch.ts'
import type { Scalar, Value } from '../event/value.ts'
import { chosenOf, type Variety, varietyOf, type Ways, waysInto } from './routing/choice.ts'
import { Found } from './routing/found.ts'
import { createShelf, type Listed, type Shelf, shelfName } from './routing/shelves.ts'

/** What is routed to. */
export interface Routed {
  readonly categories: number
  readonly detect: Detect
}

/** Below so many rules that need the same kind of thing of a field, asking each of them costs no more than looking them up. */
const leastShared = 4

/** Ways in which categories come together in one event: few, unless a sender makes them up. */
const mostRoutes = 1024

interface Route<Item> {
  /** Asked of every row. */
  readonly always: readonly Item[]
  readonly shelves: readonly Shelf[]
  /** Where the value of one field decides alone: by it, everybody that is asked of a row with it. */
  readonly only: Only<Item> | null
}

interface Only<Item> {
  readonly slot: number
  readonly byValue: ReadonlyMap<Value, readonly Item[]>
}

export class Routes<Item extends Routed> {
  readonly #items: readonly Item[]
  readonly #ways: readonly Ways[]
  readonly #variety: Variety
  readonly #routes = new Map<number, Route<Item>>()
  readonly #found: Found<Item>
  /** The route of the row before: rows of one kind come one after the other. */
  #last: Route<Item> = { always: [], shelves: [], only: null }
  #lastCategories = -1

  constructor(items: readonly Item[]) {
    this.#items = items
    this.#ways = items.map(({ detect }) => waysInto(detect))
    this.#variety = varietyOf(this.#ways)
    this.#found = new Found(items)
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
    const found = this.#found
    found.begin(always)
    for (const shelf of shelves) look(shelf, batch.columns[shelf.slot]![row] ?? null, found)
    return found.items
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
    const wanted = [...this.#items.keys()].filter((number) => (this.#items[number]!.categories & categories) !== 0)
    const shared = this.#sharedBy(wanted, categories)
    const always: Item[] = []
    const byShelf = new Map<string, [Listed, ...Listed[]]>()
    for (const number of wanted) {
      const listed = this.#listed(number, categories, shared)
      if (listed === null) always.push(this.#items[number]!)
      for (const one of listed ?? []) {
        const name = shelfName(one.need)
        const others = byShelf.get(name)
        if (others) others.push(one)
        else byShelf.set(name, [one])
      }
    }
    const shelves = [...byShelf.values()].map(createShelf)
    return { always, shelves, only: this.#onlyOf(shelves, always) }
  }

  /** Names of the shelves on which enough of them would lie. */
  #sharedBy(wanted: readonly number[], categories: number): ReadonlySet<string> {
    const sharing = new Map<string, number>()
    for (const number of wanted) {
      const needs = filtersFor(this.#ways[number]!, categories).flatMap((filter) => (filter.needs ?? []).flat())
      for (const name of new Set(needs.map(shelfName))) sharing.set(name, (sharing.get(name) ?? 0) + 1)
    }
    return new Set([...sharing].flatMap(([name, count]) => (count >= leastShared ? [name] : [])))
  }

  /** The needs under which it is found among rows of such categories; null where it is asked of all of them. */
  #listed(number: number, categories: number, shared: ReadonlySet<string>): readonly Listed[] | null {
    const ways = this.#ways[number]!
    if ((ways.always & categories) !== 0) return null
    const chosen = filtersFor(ways, categories).map((filter) =>
      chosenOf(filter, this.#variety, (need) => shared.has(shelfName(need))),
    )
    const known = chosen.filter((alternatives) => alternatives !== undefined)
    return known.length === chosen.length ? known.flat().map((need) => ({ number, need })) : null
  }

  #onlyOf(shelves: readonly Shelf[], always: readonly Item[]): Only<Item> | null {
    const { slot, byValue } = shelves[0] ?? {}
    if (shelves.length > 1 || slot === undefined || byValue === undefined) return null
    const found = [...byValue].map(([value, numbers]): [Value, readonly Item[]] => {
      this.#found.begin(always)
      this.#found.add(numbers)
      return [value, [...this.#found.items]]
    })
    return { slot, byValue: new Map(found) }
  }
}

/** A row of other categories does not come to the others. */
const filtersFor = ({ filters }: Ways, categories: number): Ways['filters'] =>
  filters.filter((filter) => (filter.categories & categories) !== 0)

function look(shelf: Shelf, value: Value, found: Found<unknown>): void {
  if (value === null) return
  if (typeof value !== 'object' || shelf.isOfWhole) shelf.find(value, found)
  else for (const element of value as readonly (Scalar | null)[]) if (element !== null) shelf.find(element, found)
}
