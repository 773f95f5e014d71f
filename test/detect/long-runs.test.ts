// One character again and again, behind what makes a detector look at it: read once, half a million take no time; read to the
// end from each of them, they would take longer than a test may.
import { expect, test } from 'vitest'
import { detectors } from '../../src/detect/detectors.ts'
import { find } from './search-laws.ts'

test.each<readonly [string, string, string]>([
  ['path_traversal', '/', '.'],
  ['xss', 'a', '<'],
  ['nosqli', "a == 'x' || ", '\t'],
  ['nosqli', "this.a' || ", '\t'],
  ['nosqli', '', '\t'],
])('%s: %j, then %j', (threat, before, unit) => {
  const detector = detectors.find((one) => one.threat === threat)!
  expect(find(detector, `${before}${unit.repeat(1 << 19)} == this. }`)).toBe(null)
})
