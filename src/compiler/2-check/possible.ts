// Facts about one name → whether any value of it makes all of them true.
import type { Scalar } from '../../event/value.ts'
import type { Expression } from '../ast.ts'
import { everything } from '../walk.ts'
import type { Domain } from './domains.ts'
import { constantOf, judge } from './facts.ts'

/** A name that has one value at a time. */
export interface Subject {
  readonly name: string
  readonly type: 'keyword' | 'number' | 'boolean' | 'ip'
  readonly domain: Domain | 'only null' | null
}

/** More constants than anybody writes by hand are not worth trying one by one. */
const mostConstants = 300

/** Surely not: where it cannot be told, it is taken for possible. */
export function isPossible(facts: readonly Expression[], subject: Subject): boolean {
  const tried = candidates(facts, subject)
  if (tried === null) return true
  return [null, ...tried].some((value) => facts.every((fact) => holds(fact, value, subject)))
}

export const isFact = (condition: Expression, subject: Subject): boolean =>
  judge(condition, {
    name: subject.name,
    isAddress: subject.type === 'ip',
    value: sample[subject.type],
    isSample: true,
  }) !== undefined

const sample = { keyword: 'a', number: 1, boolean: true, ip: '192.0.2.1' } as const

const truth = (fact: Expression, value: Scalar | null, { name, type }: Subject) =>
  judge(fact, { name, isAddress: type === 'ip', value })

const holds = (fact: Expression, value: Scalar | null, subject: Subject): boolean =>
  truth(fact, value, subject) === true

/** Values of which one passes if any value does; null where no such choice is known. */
function candidates(facts: readonly Expression[], { type, domain }: Subject): readonly Scalar[] | null {
  if (domain === 'only null') return []
  if (domain?.kind === 'words') return domain.words
  const constants = constantsIn(facts)
  if (constants.length > mostConstants) return null
  switch (type) {
    case 'boolean':
      return [true, false]
    case 'number':
      return numbers(constants, domain)
    case 'ip':
      return addresses(facts, constants)
    default:
      return texts(facts, constants)
  }
}

const constantsIn = (facts: readonly Expression[]): Scalar[] => [
  ...new Set(
    facts
      .flatMap(everything)
      .map(constantOf)
      .filter((value) => value !== undefined && value !== null),
  ),
]

/** Each constant, what lies between two of them, and what lies outside of all. */
function numbers(constants: readonly Scalar[], domain: Domain | null): readonly number[] {
  const ends = domain?.kind === 'range' ? [domain.least, domain.most] : []
  const sorted = [...constants.filter((value) => typeof value === 'number'), ...ends].sort((a, b) => a - b)
  const between = sorted.slice(1).map((value, i) => (value + sorted[i]!) / 2)
  const all = [...sorted, ...between, (sorted[0] ?? 0) - 1, (sorted.at(-1) ?? 0) + 1]
  return domain?.kind === 'range' ? all.filter((value) => value >= domain.least && value <= domain.most) : all
}

/** A text that is named exactly is tried against everything; patterns alone cannot be. */
function texts(facts: readonly Expression[], constants: readonly Scalar[]): readonly Scalar[] | null {
  const all = constants.filter((value) => typeof value === 'string')
  if (facts.some((fact) => isPinned(fact, isExact))) return all
  const atoms = facts.flatMap(everything)
  if (atoms.every((atom) => atom.kind !== 'match' && !(atom.kind === 'in' && atom.fold))) {
    // Just after a text in their order stands the same text with one more character, the least there is.
    return [...all, ...all.map((text) => `${text}\0`), '']
  }
  const isFolded = atoms.every((atom) => isNeutral(atom) || isCaseless(atom))
  return isFolded && facts.some((fact) => isPinned(fact, isCaseless)) ? all.map((text) => text.toLowerCase()) : null
}

const isNeutral = ({ kind }: Expression): boolean => ['and', 'or', 'not', 'field', 'literal'].includes(kind)

/** Whether it holds for constants of its own alone. */
function isPinned(fact: Expression, names: (atom: Expression) => boolean): boolean {
  if (fact.kind === 'or') return fact.all.every((part) => isPinned(part, names))
  if (fact.kind === 'and') return fact.all.some((part) => isPinned(part, names))
  return names(fact)
}

function isExact(atom: Expression): boolean {
  if (atom.kind === 'compare') return atom.operator === '=='
  if (atom.kind === 'in') return !atom.negated && !atom.fold
  return atom.kind === 'match' && atom.operator === 'like' && atom.patterns.every(isWithoutStar)
}

function isCaseless(atom: Expression): boolean {
  if (atom.kind === 'in') return !atom.negated && atom.fold
  return atom.kind === 'match' && /^(?::|like~)$/.test(atom.operator) && atom.patterns.every(isWithoutStar)
}

const isWithoutStar = (pattern: Expression): boolean => {
  const text = constantOf(pattern)
  return typeof text === 'string' && !/[*?]/.test(text)
}

/** Of blocks one lies in the other, or they have nothing in common: the first address of the smallest is in all. */
function addresses(facts: readonly Expression[], constants: readonly Scalar[]): readonly Scalar[] | null {
  const isNegative = facts
    .flatMap(everything)
    .some((atom) => atom.kind === 'not' || (atom.kind === 'in' && atom.negated) || isUnequal(atom))
  const all = constants.filter((value) => typeof value === 'string')
  const isSingle = all.every((text) => !text.includes('/'))
  if (isNegative && !(isSingle && facts.some((fact) => isPinned(fact, isExact)))) return null
  return all.map((text) => text.split('/')[0]!)
}

const isUnequal = (atom: Expression): boolean => atom.kind === 'compare' && atom.operator === '!='
