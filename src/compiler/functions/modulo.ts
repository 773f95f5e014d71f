// modulo(a, b): the same as `a % b`.
import { defineFunction } from './function.ts'

/** The sign is the dividend's. Adding zero turns -0 into 0. */
export const remainder = (a: number, b: number): number | null => (b === 0 ? null : (a % b) + 0)

export const modulo = defineFunction({
  name: 'modulo',
  summary: 'What is left after a division, with the sign of the dividend; the same as `a % b`. By zero is null.',
  parameters: [
    { name: 'dividend', type: 'number' },
    { name: 'divisor', type: 'number' },
  ],
  returns: 'number',
  folds: false,
  examples: [
    { expression: 'modulo(10, 6)', value: 4 },
    { expression: 'modulo(-10, -6)', value: -4 },
    { expression: 'modulo(-10, 5)', value: 0 },
    { expression: 'modulo(7, 0)', value: null },
  ],
  prepare: () => remainder,
})
