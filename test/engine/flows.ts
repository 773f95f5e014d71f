// Flows as people write them, for tests: as syntax, and as a plain regular expression over letters.
import fc from 'fast-check'
import { flowOf } from '../../src/compiler/3-emit/flow.ts'
import type { Flow as FlowNode } from '../../src/compiler/ast.ts'
import type { ConversationPlan } from '../../src/compiler/plan.ts'
import { anyCategory } from '../../src/event/category.ts'
import { byUser, isKind } from './build.ts'

const span = { start: 0, end: 0 }

export const one = (text: string): FlowNode => ({ kind: 'step', name: { text, span }, span })
export const chain = (...parts: FlowNode[]): FlowNode => ({ kind: 'chain', parts, span })
export const either = (...parts: FlowNode[]): FlowNode => ({ kind: 'either', parts, span })
export const repeat = (part: FlowNode, times: '*' | '+' | '?'): FlowNode => ({ kind: 'repeat', part, times, span })

/** Steps are called as the kinds of events that they fit. */
export const conversation = (flow: FlowNode, more: Partial<ConversationPlan> = {}): ConversationPlan => {
  const names = [...new Set(namesIn(flow))].sort()
  return {
    kind: 'conversation',
    by: byUser,
    steps: names.map((name) => ({ name, categories: anyCategory, test: isKind(name) })),
    judged: [{ categories: anyCategory, test: () => true }],
    ends: 0,
    flow: flowOf(flow, names),
    ...more,
  }
}

const namesIn = (flow: FlowNode): string[] => {
  if (flow.kind === 'step') return [flow.name.text]
  return flow.kind === 'repeat' ? namesIn(flow.part) : flow.parts.flatMap(namesIn)
}

/** The same over the letters of the steps. */
export function pattern(flow: FlowNode): string {
  switch (flow.kind) {
    case 'step':
      return flow.name.text
    case 'chain':
      return flow.parts.map(pattern).join('')
    case 'either':
      return `(?:${flow.parts.map(pattern).join('|')})`
    case 'repeat':
      return `(?:${pattern(flow.part)})${flow.times}`
  }
}

/** What fits as far as it goes: the beginnings of all that the flow allows. */
export function beginnings(flow: FlowNode): string {
  switch (flow.kind) {
    case 'step':
      return `(?:${flow.name.text})?`
    case 'chain': {
      const [first, ...rest] = flow.parts
      if (rest.length === 0) return beginnings(first!)
      return `(?:${beginnings(first!)}|${pattern(first!)}${beginnings({ ...flow, parts: rest })})`
    }
    case 'either':
      return `(?:${flow.parts.map(beginnings).join('|')})`
    case 'repeat':
      return flow.times === '?' ? beginnings(flow.part) : `(?:(?:${pattern(flow.part)})*${beginnings(flow.part)})`
  }
}

/** Flows over those steps, small enough for a few bits and deep enough to be ambiguous. */
export const flows = (names: readonly string[]): fc.Arbitrary<FlowNode> =>
  fc
    .letrec<{ flow: FlowNode }>((tie) => ({
      flow: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        fc.constantFrom(...names).map(one),
        fc.array(tie('flow'), { minLength: 2, maxLength: 3 }).map((parts) => chain(...parts)),
        fc.array(tie('flow'), { minLength: 2, maxLength: 3 }).map((parts) => either(...parts)),
        fc.tuple(tie('flow'), fc.constantFrom('*', '+', '?')).map(([part, times]) => repeat(part, times)),
      ),
    }))
    .flow.filter((flow) => namesIn(flow).length <= 30)
