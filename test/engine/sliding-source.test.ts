// The loops that are made for rules, as text: a window in each golden case.
import { join } from 'node:path'
import { describe } from 'vitest'
import { type SlidingShape, slidingSource } from '../../src/engine/sliding-source.ts'
import { golden } from '../cases.ts'

describe('the loop of a window', () => {
  golden(
    join(import.meta.dirname, 'emitted'),
    '.json',
    '.txt',
    (input) => `${slidingSource(JSON.parse(input) as SlidingShape)}\n`,
  )
})
