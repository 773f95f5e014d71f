// What every detector holds that looks for its shapes at places in a text, and has its attacks and harmless texts as cases.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Detector } from '../../src/detect/detector.ts'
import { find, isMarked } from './search-laws.ts'

interface Placed {
  readonly detector: Detector
  readonly attacks: readonly (readonly [text: string, shape: string])[]
  readonly quiet: readonly string[]
  /** What texts are made of that shall not make it fail. */
  readonly pieces: readonly string[]
  /** Read again from every place, a text of nothing but one of these takes minutes. */
  readonly repeated: readonly string[]
}

export function placeLaws({ detector, attacks, quiet, pieces, repeated }: Placed): void {
  test.each(attacks)('%j is %s', (text, shape) => expect(find(detector, text)?.shape).toBe(shape))

  test.each(quiet)('%j stays quiet', (text) => expect(find(detector, text)).toBeNull())

  test.each(attacks)('%j has one of the marks', (text) => {
    expect(isMarked(detector, text)).toBe(true)
  })

  test('any text is read without failing, and every place lies in it', () => {
    const made = fc.array(fc.constantFrom(...pieces)).map((parts) => parts.join(''))
    fc.assert(
      fc.property(fc.oneof(made, fc.string()), (text) => {
        const finding = find(detector, text)
        if (finding === null) return
        expect(finding.start).toBeGreaterThanOrEqual(0)
        expect(finding.end).toBeGreaterThan(finding.start)
        expect(finding.end).toBeLessThanOrEqual(text.length)
      }),
      { numRuns: 500 },
    )
  })

  test.each(repeated)('a text of nothing but %s is read through once or few times', (part) => {
    expect(() => find(detector, part.repeat(200_000 / part.length))).not.toThrow()
  })
}
