// divide(a, b): the same as `a / b`.
import { type CallSite, defineFunction } from './function.ts'

/** Integers divide to an integer, rounded down, as in EQL. Nothing divides by zero. */
export function quotient(integers: CallSite['integers']): (a: number, b: number) => number | null {
  const exact = (a: number, b: number) => (b === 0 ? null : a / b)
  const whole = (a: number, b: number) => (b === 0 ? null : Math.floor(a / b))
  if (integers === 'yes') return whole
  return integers === 'no' ? exact : (a, b) => (Number.isInteger(a) && Number.isInteger(b) ? whole : exact)(a, b)
}

export const divide = defineFunction({
  name: 'divide',
  summary:
    'The quotient of two numbers; the same as `a / b`. Two integers give an integer, rounded down; by zero is null.',
  parameters: [
    { name: 'dividend', type: 'number' },
    { name: 'divisor', type: 'number' },
  ],
  returns: 'number',
  folds: false,
  examples: [
    { expression: 'divide(4, 2)', value: 2 },
    { expression: 'divide(4, 3)', value: 1 },
    { expression: 'divide(4, 0.5)', value: 8 },
    { expression: 'divide(5, 2.0)', value: 2.5 },
    { expression: 'divide(4, 0)', value: null },
  ],
  prepare: ({ integers }) => quotient(integers),
})
