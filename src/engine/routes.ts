// Which rules want a row: by its categories, and by what rules need of single fields. A rule that is left out would have
// said no.
import type { Detect, EventFilter, Need } from '../compiler/plan.ts'
import type { Batch } from '../event/batch.ts'
import { ByCode } from '../event/by-code.ts'
import type { Scalar, Value } from '../event/value.ts'
import { inOrderOfUse, varietyOf, waysInto } from './routing/choice.ts'
import { Found } from './routing/found.ts'
import { createShelf, type Listed, type Shelf, ShelfNames } from './routing/shelves.ts'

/** What is routed to. */
export interface Routed {
  readonly categories: number
  readonly detect: Detect
  /** By whose later steps rows come to it as well, as long as it is awake. Absent where it is never asleep. */
  readonly later?: Later | null
}

/** Items that have the same later steps. */
export interface Later {
  /** Numbers of those in which something may go on. */
  readonly awake: readonly number[]
}

type LaterOf<Item extends Routed> = NonNullable<Item['later']>

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
  /** Null for a value that leads to later steps as well: who is awake is not the same for every row. */
  readonly byCode: ByCode<readonly Item[] | null>
}

/** How a row may come to a rule, with the names of the shelves on which it may lie for that. */
interface Way {
  readonly categories: number
  /** It leads only to what is awake. */
  readonly isLater: boolean
  /** Each of them would do, the first best. */
  readonly needs: readonly (readonly NamedNeed[])[]
}

interface NamedNeed {
  readonly need: Need
  readonly name: string
}

/** Of what it lies on the shelves by itself, and by its later steps. */
interface ListedNeeds {
  readonly own: readonly NamedNeed[]
  readonly later: readonly NamedNeed[]
}

interface Ways {
  readonly ways: readonly Way[]
  readonly always: number
}

export class Routes<Item extends Routed> {
  readonly #items: readonly Item[]
  readonly #ways: readonly Ways[]
  readonly #laters: readonly LaterOf<Item>[]
  /** Of the row that was asked last: the later steps that it may fit. */
  readonly passing: LaterOf<Item>[] = []
  readonly #routes = new Map<number, Route<Item>>()
  readonly #found: Found<Item>
  /** The route of the row before: rows of one kind come one after the other. */
  #last: Route<Item> = { always: [], shelves: [], only: null }
  #lastCategories = -1

  constructor(items: readonly Item[]) {
    this.#items = items
    this.#ways = waysOf(items)
    this.#laters = [...new Set(items.flatMap(({ later }) => (later ?? []) as LaterOf<Item> | []))]
    this.#found = new Found(items, this.#laters.length)
  }

  /** Good until it is asked again. */
  of(batch: Batch, row: number): readonly Item[] {
    const categories = batch.categories[row]!
    const { always, shelves, only } = categories === this.#lastCategories ? this.#last : this.#route(categories)
    if (this.passing.length > 0) this.passing.length = 0
    if (shelves.length === 0) return always
    if (only !== null) {
      const alone = only.byCode.of(batch.columns[only.slot]!, row)
      if (alone !== null) return alone
    }
    const found = this.#found
    found.begin(always)
    for (const shelf of shelves) look(shelf, batch.columns[shelf.slot]!.at(row), found)
    for (let i = 0; i < found.groups.length; i++) {
      const later = this.#laters[found.groups[i]!]!
      found.add(later.awake)
      this.passing.push(later)
    }
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
    const put = (number: number, needs: readonly NamedNeed[]): void => {
      for (const { need, name } of needs) {
        const others = byShelf.get(name)
        if (others) others.push({ number, need })
        else byShelf.set(name, [{ number, need }])
      }
    }
    const listedLaters = new Set<Later>()
    for (const number of wanted) {
      const listed = this.#listed(number, categories, shared)
      if (listed === null) {
        always.push(this.#items[number]!)
        continue
      }
      put(number, listed.own)
      const { later } = this.#items[number]!
      if (!later || listedLaters.has(later)) continue
      // Those that have the same later steps need the same of them.
      listedLaters.add(later)
      put(this.#items.length + this.#laters.indexOf(later), listed.later)
    }
    const shelves = [...byShelf.values()].map(createShelf)
    return { always, shelves, only: this.#onlyOf(shelves, always) }
  }

  /** Names of the shelves on which enough of them would lie. */
  #sharedBy(wanted: readonly number[], categories: number): ReadonlySet<string> {
    const sharing = new Map<string, number>()
    for (const number of wanted) {
      const names = new Set<string>()
      for (const way of this.#ways[number]!.ways) {
        if ((way.categories & categories) === 0) continue
        for (const alternatives of way.needs) for (const { name } of alternatives) names.add(name)
      }
      for (const name of names) sharing.set(name, (sharing.get(name) ?? 0) + 1)
    }
    return new Set([...sharing].flatMap(([name, count]) => (count >= leastShared ? [name] : [])))
  }

  /** The needs under which it is found among rows of such categories; null where it is asked of all of them. */
  #listed(number: number, categories: number, shared: ReadonlySet<string>): ListedNeeds | null {
    const { ways, always } = this.#ways[number]!
    if ((always & categories) !== 0) return null
    const own: NamedNeed[] = []
    const later: NamedNeed[] = []
    for (const way of ways) {
      // A row of other categories does not come to it that way.
      if ((way.categories & categories) === 0) continue
      const chosen = way.needs.find((alternatives) => alternatives.every(({ name }) => shared.has(name)))
      if (chosen === undefined) return null
      const listed = way.isLater ? later : own
      listed.push(...chosen)
    }
    return { own, later }
  }

  #onlyOf(shelves: readonly Shelf[], always: readonly Item[]): Only<Item> | null {
    const { slot, byValue } = shelves[0] ?? {}
    if (shelves.length > 1 || slot === undefined || byValue === undefined) return null
    const found = [...byValue].map(([value, numbers]): [Value, readonly Item[] | null] => {
      if (numbers.some((number) => number >= this.#items.length)) return [value, null]
      this.#found.begin(always)
      this.#found.add(numbers)
      return [value, [...this.#found.items]]
    })
    const known = new Map(found)
    const foundBy = (value: Value): readonly Item[] | null => {
      const alone = typeof value === 'object' && value !== null ? null : known.get(value)
      return alone === undefined ? always : alone
    }
    return { slot, byCode: new ByCode(foundBy) }
  }
}

function waysOf(items: readonly Routed[]): readonly Ways[] {
  const all = items.map(({ detect }) => waysInto(detect))
  const variety = varietyOf(all)
  const names = new ShelfNames()
  const wayOf = (filter: EventFilter, isLater: boolean): Way => ({
    categories: filter.categories,
    isLater,
    needs: inOrderOfUse(filter, variety).map((alternatives) =>
      alternatives.map((need) => ({ need, name: names.of(need) })),
    ),
  })
  return all.map(({ filters, later = [], always }, i) => ({
    always,
    ways: [
      ...filters.map((filter) => wayOf(filter, false)),
      ...later.map((filter) => wayOf(filter, Boolean(items[i]!.later))),
    ],
  }))
}

function look(shelf: Shelf, value: Value, found: Found<unknown>): void {
  if (value === null) return
  if (typeof value !== 'object' || shelf.isOfWhole) shelf.find(value, found)
  else for (const element of value as readonly (Scalar | null)[]) if (element !== null) shelf.find(element, found)
}
