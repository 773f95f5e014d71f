// What is to be blocked, and what the kernel holds → what must change there.
import type { Block } from '../../store/blocks.ts'
import { spelled } from './judge.ts'
import type { Element, Listed } from './ruleset.ts'

export interface Difference {
  readonly remove: readonly Pick<Element, 'name' | 'network'>[]
  readonly add: readonly Element[]
}

/** Ends that differ by less are the same. */
const looseSeconds = 3

export function reconcile(wanted: readonly Block[], listed: readonly Listed[], nowMs: number): Difference {
  const elements = new Map(wanted.flatMap((block) => elementOf(block, nowMs)).map((element) => [element.name, element]))
  const isRight = ({ name, expiresSeconds }: Listed): boolean => {
    const element = elements.get(name)
    return element !== undefined && Math.abs(element.seconds - expiresSeconds) <= looseSeconds
  }
  const right = new Set(listed.filter(isRight).map(({ name }) => name))
  return {
    remove: listed.filter(({ name }) => !right.has(name)).flatMap(({ name }) => spelled(name) ?? []),
    add: [...elements.values()].filter(({ name }) => !right.has(name)),
  }
}

function elementOf({ address, untilMs }: Block, nowMs: number): readonly Element[] {
  const target = spelled(address)
  const seconds = Math.round((untilMs - nowMs) / 1000)
  return target === null || seconds < 1 ? [] : [{ ...target, seconds }]
}
