// Rules over the incidents of other rules: whom each of them asks, in which order they are judged, and where their state
// lies so that an incident and the rules that ask for it are in one place.
import type { Rule, Ruleset } from '../compiler/plan.ts'
import { gatheredField, sharedFields } from '../event/carried.ts'
import type { Layout } from '../event/layout.ts'
import { type Placement, placedBy, placementOf, spreadNames } from './placement.ts'

/** The rules whose incidents a rule asks for. */
export function askedBy(rule: Rule, rules: readonly Rule[]): readonly Rule[] {
  const { chain } = rule
  if (!chain) return []
  return rules.filter((other) => chain.rules.includes(other.metadata.id) || (chain.isOpen && !other.chain))
}

/** All rules without whose incidents a rule has nothing to ask for, directly or through others. */
export function feeding(rule: Rule, rules: readonly Rule[]): readonly Rule[] {
  const found = new Set<Rule>()
  const visit = (asking: Rule): void => {
    for (const other of askedBy(asking, rules)) {
      if (other === rule || found.has(other)) continue
      found.add(other)
      visit(other)
    }
  }
  visit(rule)
  return [...found]
}

/** How many rules one after the other a rule's incidents can come of: 0 for one that asks for events alone. */
export function ranksOf(rules: readonly Rule[]): ReadonlyMap<Rule, number> {
  const ranks = new Map<Rule, number>()
  const rank = (rule: Rule, asking: readonly Rule[]): number => {
    const known = ranks.get(rule)
    if (known !== undefined) return known
    // No compiled rules ask in a circle.
    const asked = askedBy(rule, rules).filter((other) => !asking.includes(other))
    const found = rule.chain ? 1 + Math.max(0, ...asked.map((other) => rank(other, [...asking, rule]))) : 0
    ranks.set(rule, found)
    return found
  }
  for (const rule of rules) rank(rule, [rule])
  return ranks
}

/**
 * Rules that are tied to each other lie by the keys that all of them have; where there is no such key they lie all in one
 * place. An incident is then where whoever asks for it is, and need not travel.
 */
export function placementsOf({ rules, layout }: Ruleset): (rule: Rule) => Placement {
  const tied = new Map<Rule, Placement>()
  for (const group of groupsOf(rules)) {
    // Where nobody keeps state, each incident may be judged where its event is.
    if (group.every((rule) => spreadNames(rule) === null)) continue
    const names = namesOfAll(group, layout)
    const place = (): string => `rules ${group.map(({ metadata }) => metadata.id).sort()[0]}`
    for (const rule of group) tied.set(rule, names.length > 0 ? placedBy(rule, names, layout) : place)
  }
  return (rule) => tied.get(rule) ?? placementOf(rule, layout)
}

/** Rules that ask each other, directly or through others. */
function groupsOf(rules: readonly Rule[]): readonly (readonly Rule[])[] {
  const groups = new Map<Rule, Set<Rule>>()
  for (const rule of rules) {
    for (const other of askedBy(rule, rules)) {
      const joined = new Set([rule, other, ...(groups.get(rule) ?? []), ...(groups.get(other) ?? [])])
      for (const one of joined) groups.set(one, joined)
    }
  }
  return [...new Set(groups.values())].map((group) => [...group])
}

/** The names by which each of them may be spread, and which its incidents carry. */
function namesOfAll(group: readonly Rule[], layout: Layout): readonly string[] {
  const candidates = new Set(group.flatMap((rule) => spreadNames(rule) ?? []))
  return [...candidates].filter((name) => group.every((rule) => mayLieBy(rule, name, layout))).sort()
}

function mayLieBy(rule: Rule, name: string, layout: Layout): boolean {
  const names = spreadNames(rule)
  if (names !== null && !names.includes(name)) return false
  return rule.detect.kind !== 'event' || (isCarried(name) && layout.slot(name) >= 0)
}

const isCarried = (name: string): boolean =>
  name === gatheredField || (sharedFields as readonly string[]).includes(name)
