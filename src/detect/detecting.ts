// Batches → the same batches, with what detectors find in their events: what rules ask for, and no more.
import type { Batch, Origin } from '../event/batch.ts'
import { categoryBit } from '../event/category.ts'
import { foundName, partialField, type Sought, shownName, soughtOf } from '../event/found-fields.ts'
import type { Layout } from '../event/layout.ts'
import type { EventDocument, Value } from '../event/value.ts'
import { detectors } from './detectors.ts'
import { Inspector } from './inspect.ts'
import { reasonOf } from './reason.ts'

const messageBit = categoryBit('message')
const payload = 'websocket.payload.text'

/** What must have a slot besides, where rules read what is found. */
export const detectionNeeds = (fields: ReadonlySet<string>): readonly string[] =>
  [...fields].flatMap((name) => {
    const sought = soughtOf(name)
    return sought === null ? [] : [sought.field ?? payload]
  })

/** A field, and what is looked for in it. */
interface Task {
  /** Null for the whole message. */
  readonly field: string | null
  readonly slot: number
  readonly inspector: Inspector
  /** Where what was found goes. */
  readonly slots: ReadonlyMap<Sought['threat'], number>
}

interface Plan {
  readonly layout: Layout
  /** -1 where no rule asks. */
  readonly direction: number
  /** Of messages of a direction that some rule asks about: nobody looks for what no rule would ask of them. */
  readonly byDirection: ReadonlyMap<Value, readonly Task[]>
  /** Of an event that names more than one. */
  readonly all: readonly Task[]
  /** Of whatever else. */
  readonly others: readonly Task[]
}

function planFor(layout: Layout): Plan {
  const names = layout.fields.filter((name) => soughtOf(name) !== null)
  // Whether all was looked at is told of what all rules look for.
  const isTold = layout.slot(partialField) >= 0
  const directionOf = (name: string): string | null => (isTold ? null : (layout.direction?.(layout.slot(name)) ?? null))
  const tasksOf = (direction: string | null): readonly Task[] =>
    tasksFor(
      names.filter((name) => [null, direction].includes(directionOf(name))),
      layout,
    )
  return {
    layout,
    direction: layout.slot('websocket.direction'),
    byDirection: new Map(names.map(directionOf).map((direction) => [direction, tasksOf(direction)])),
    all: tasksFor(names, layout),
    others: tasksOf(null),
  }
}

function tasksFor(names: readonly string[], layout: Layout): readonly Task[] {
  const byField = new Map<string | null, Sought[]>()
  for (const name of names) {
    const sought = soughtOf(name)!
    byField.set(sought.field, [...(byField.get(sought.field) ?? []), sought])
  }
  return [...byField].map(([field, all]) => taskFor(field, all, layout))
}

const tasksAt = (direction: Value, { byDirection, all, others }: Plan): readonly Task[] =>
  Array.isArray(direction) ? all : (byDirection.get(direction) ?? others)

const taskFor = (field: string | null, all: readonly Sought[], layout: Layout): Task => ({
  field,
  slot: layout.slot(field ?? payload),
  inspector: new Inspector(detectors.filter(({ threat }) => all.some((sought) => sought.threat === threat))),
  slots: new Map(all.map((sought) => [sought.threat, layout.slot(foundName(sought))])),
})

export class Detecting {
  /** Of the layout that came last: rules may change under way. */
  #plan: Plan | null = null

  extend(batch: Batch): void {
    if (this.#plan?.layout !== batch.layout) this.#plan = planFor(batch.layout)
    const plan = this.#plan
    for (let row = 0; row < batch.length; row++) {
      for (const task of tasksAt(batch.get(row, plan.direction), plan)) {
        if (task.field === null && (batch.categories[row]! & messageBit) === 0) continue
        const value = batch.get(row, task.slot)
        if (value !== null) inspectRow(batch, row, task, value)
      }
    }
  }
}

/** What an event says itself that was found stands: a rule's test may, and a journal does. */
function inspectRow(batch: Batch, row: number, { field, inspector, slots }: Task, value: Value): void {
  const learned: Record<string, Value> = {}
  for (const text of Array.isArray(value) ? value : [value]) {
    if (typeof text !== 'string') continue
    const { found, isPartial } = inspector.inspect(text)
    if (isPartial) learned[partialField] = true
    for (const one of found) {
      const slot = slots.get(one.threat)!
      if (batch.get(row, slot) !== null) continue
      const reason = reasonOf(field === null ? one : { ...one, place: one.place.replace('$', field) })
      batch.set(row, slot, reason)
      learned[shownName(one.threat)] = reason
    }
  }
  if (Object.keys(learned).length > 0) tell(batch, row, learned)
}

function tell(batch: Batch, row: number, learned: EventDocument): void {
  if (learned[partialField] !== undefined) batch.set(row, batch.layout.slot(partialField), true)
  batch.setOrigin(row, foundOrigin(batch.origin(row), learned))
}

/** What an event says itself stands. */
const foundOrigin = (origin: Origin, learned: EventDocument): Origin => ({
  isCompact: origin.isCompact ?? false,
  id: () => origin.id(),
  document: () => ({ ...learned, ...origin.document() }),
  ...(origin.written && {
    written: () => {
      const written = origin.written!()
      return { ...written, learned: { ...learned, ...written.learned } }
    },
  }),
})
