// A flow over named steps → which place may follow which (Glushkov's construction: a bit for each place of a step).
import type { Flow as FlowNode } from '../ast.ts'
import type { Flow } from '../plan.ts'

/** Bits of the places at either end of a part of the text. */
interface Part {
  readonly first: number
  readonly last: number
  /** Whether it may be left out. */
  readonly optional: boolean
}

/** Of a flow with no more places than an integer has bits: the check has counted them. */
export function flowOf(node: FlowNode, steps: readonly string[]): Flow {
  const places: number[] = []
  const follow: number[] = []

  const visit = (part: FlowNode): Part => {
    switch (part.kind) {
      case 'step': {
        const bit = 1 << (places.push(steps.indexOf(part.name.text)) - 1)
        follow.push(0)
        return { first: bit, last: bit, optional: false }
      }
      case 'chain':
        return part.parts.map(visit).reduce(after)
      case 'either':
        return part.parts.map(visit).reduce(or)
      case 'repeat': {
        const inner = visit(part.part)
        if (part.times !== '?') join(inner.last, inner.first)
        return { ...inner, optional: inner.optional || part.times !== '+' }
      }
    }
  }

  const after = (a: Part, b: Part): Part => {
    join(a.last, b.first)
    return {
      first: a.optional ? a.first | b.first : a.first,
      last: b.optional ? a.last | b.last : b.last,
      optional: a.optional && b.optional,
    }
  }

  const join = (before: number, behind: number): void => {
    for (let place = 0; place < follow.length; place++) if (before & (1 << place)) follow[place]! |= behind
  }

  const { first, last } = visit(node)
  return { places, first, follow, last }
}

const or = (a: Part, b: Part): Part => ({
  first: a.first | b.first,
  last: a.last | b.last,
  optional: a.optional || b.optional,
})
