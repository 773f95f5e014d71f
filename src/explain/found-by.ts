// What a rule needs of events, beside what other rules need → under what the engine finds it, in words.
import type { Detect, Need, Rule } from '../compiler/plan.ts'
import { inOrderOfUse, varietyOf, waysInto } from '../engine/routing/choice.ts'

/** Of each filter; null where the rule is asked of every event of its categories. */
export function foundBy(detect: Detect, rules: readonly Pick<Rule, 'detect'>[]): readonly string[] | null {
  const variety = varietyOf([...rules.map((rule) => waysInto(rule.detect)), waysInto(detect)])
  const { filters, later = [] } = waysInto(detect)
  const chosen = [...filters, ...later].map((filter) => inOrderOfUse(filter, variety)[0])
  const known = chosen.filter((alternatives) => alternatives !== undefined)
  return known.length === chosen.length ? known.map((needs) => needs.map(described).join(' or ')) : null
}

function described(need: Need): string {
  const { field } = need
  switch (need.kind) {
    case 'value':
      return `${field} is ${oneOf(need.values)}`
    case 'folded':
      return `${field} is ${oneOf(need.values)} in any case`
    case 'part':
      return `${field} holds ${oneOf(need.texts)} in any case`
    case 'list':
      return `${field} is in $${need.name}${need.isFolded ? ' in any case' : ''}`
    case 'least':
      return `${field} is at least ${need.bound}`
    case 'most':
      return `${field} is at most ${need.bound}`
    case 'present':
      return `${field} is there`
  }
}

function oneOf(values: readonly (string | number | boolean)[]): string {
  const texts = values.map((value) => JSON.stringify(value))
  return texts.length === 1 ? texts[0]! : `one of ${texts.join(', ')}`
}
