// The keys of a query → what is wrong with them.
import type { Expression, Step } from '../ast.ts'
import { checkExpression } from './expressions.ts'
import { type Place, problem } from './place.ts'
import { comparisonKind, typeOf } from './types.ts'

export function checkKeys(keys: readonly Expression[], place: Place): void {
  for (const key of keys) checkExpression(key, place)
}

/** Keys are matched by position: each step has as many, and those of one position can be equal. */
export function checkStepKeys(steps: readonly Step[], { names, report }: Place): void {
  const [first] = steps
  if (!first) return
  for (const step of steps.slice(1)) {
    if (step.by.length !== first.by.length) {
      report(
        problem({
          code: 'R214',
          message: `this step has ${counted(step.by.length)} of its own, the first has ${first.by.length}`,
          span: step.span,
          label: counted(step.by.length),
          context: [{ span: first.span, message: counted(first.by.length) }],
          help: 'Keys are matched by their position.',
        }),
      )
      continue
    }
    for (const [i, key] of step.by.entries()) {
      const other = first.by[i]!
      const [a, b] = [typeOf(other, names), typeOf(key, names)]
      if (comparisonKind(a, b) !== undefined) continue
      report(
        problem({
          code: 'R215',
          message: `keys of one position differ in type: ${a} and ${b}`,
          span: key.span,
          label: `this is ${b}`,
          context: [{ span: other.span, message: `this is ${a}` }],
        }),
      )
    }
  }
}

const counted = (keys: number): string => `${keys} ${keys === 1 ? 'key' : 'keys'}`
