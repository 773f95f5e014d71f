// A conversation is judged as a plain regular expression over its steps would be, however its events come.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { begin, goOn } from '../../src/engine/correlations/flow.ts'
import { plainly, somehow, timelines } from '../engine/arrivals.ts'
import { rule, rulesetOf, run, type Tiny } from '../engine/build.ts'
import { beginnings, conversation, flows, pattern } from '../engine/flows.ts'

const letters = ['A', 'B', 'C']
const words = fc.string({ unit: fc.constantFrom(...letters), maxLength: 12 })

test('what fits is what begins some word of the flow; what may end is a word of it', () => {
  fc.assert(
    fc.property(flows(letters), words, (node, word) => {
      const { flow, steps } = conversation(node)
      const fits = [...word].map((letter) => {
        const step = steps.findIndex(({ name }) => name === letter)
        return step < 0 ? 0 : 1 << step
      })
      const at = fits.slice(1).reduce((stands, one) => goOn(flow, stands, one), begin(flow, fits[0] ?? 0))
      fc.pre(word !== '')
      expect(at !== 0).toBe(new RegExp(`^(?:${beginnings(node)})$`).test(word))
      expect((at & flow.last) !== 0).toBe(new RegExp(`^(?:${pattern(node)})$`).test(word))
    }),
    { numRuns: 2000 },
  )
})

test('an event that fits two steps fits where either of them would', () => {
  const both = fc.array(fc.subarray(letters, { minLength: 1 }), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(flows(letters), both, (node, events) => {
      const { flow, steps } = conversation(node)
      const bits = (names: readonly string[]): number =>
        steps.reduce((all, { name }, step) => (names.includes(name) ? all | (1 << step) : all), 0)
      const at = events
        .slice(1)
        .reduce((stands, names) => goOn(flow, stands, bits(names)), begin(flow, bits(events[0]!)))
      const classes = new RegExp(`^(?:${beginnings(node)})$`)
      const spelt = events.reduce<string[]>(
        (all, names) => all.flatMap((word) => names.map((name) => word + name)),
        [''],
      )
      expect(at !== 0).toBe(spelt.some((word) => classes.test(word)))
    }),
  )
})

/** For each key the first event that fits no more, counted plainly: a conversation begins where a first step is seen. */
function plainIncidents(node: Parameters<typeof pattern>[0], events: readonly Tiny[]): string[] {
  const fits = new RegExp(`^(?:${beginnings(node)})$`)
  const isOver = (word: string): boolean => letters.every((letter) => !fits.test(word + letter))
  const words = new Map<string, string>()
  const found: string[] = []
  for (const { user, kind, sequence } of events) {
    if (typeof user !== 'string') continue
    const before = words.get(user) ?? ''
    const known = letters.includes(kind) && fits.test(before + kind)
    if (known) words.set(user, isOver(before + kind) ? '' : before + kind)
    else if (before !== '') {
      found.push(`${user} e${sequence}`)
      words.set(user, '')
    }
  }
  return found
}

const arrivals = timelines(['A', 'B', 'C', 'D']).chain((events) => fc.tuple(fc.constant(events), somehow(events)))

test('each first event that fits no more is an incident, with what it is', () => {
  fc.assert(
    fc.property(flows(letters), timelines(['A', 'B', 'C', 'D']), (node, events) => {
      const changes = run(rulesetOf(rule(conversation(node))), plainly(events))
      const told = changes.map((change) => {
        if (change.kind !== 'raised') return 'not raised'
        const { tripline } = change.incident.document as unknown as {
          tripline: { incident: { keys: { user: string }; events: { events: { event: { id: string } }[] }[] } }
        }
        const { keys, events } = tripline.incident
        return `${keys.user} ${events.at(-1)!.events[0]!.event.id}`
      })
      expect(told).toEqual(plainIncidents(node, events))
    }),
    { numRuns: 500 },
  )
})

test('batches, order within the lateness and restarts change nothing', () => {
  fc.assert(
    fc.property(flows(letters), arrivals, (node, [events, arrival]) => {
      const ruleset = rulesetOf(rule(conversation(node)))
      expect(run(ruleset, arrival)).toEqual(run(ruleset, plainly(events)))
    }),
    { numRuns: 300 },
  )
})
