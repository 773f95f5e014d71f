// What every detector holds that has its attacks and its harmless texts in files beside its test.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Detector, Finding } from '../../src/detect/detector.ts'
import { bitsOf, detectorBit, marksFor } from '../../src/detect/pieces/marks.ts'

interface Searched {
  readonly detector: Detector
  /** Of the detector's test, where `attacks.txt` and `quiet.txt` are. */
  readonly folder: string
  /** What texts are made of that shall not make it throw. */
  readonly units: readonly string[]
}

export function find(detector: Detector, text: string): Finding | null {
  return detector.find({ text, written: text, kind: 'value', place: '$', undone: [] })
}

/** Whether the detector would be asked about it at all. */
export const isMarked = (detector: Detector, text: string): boolean =>
  (bitsOf(marksFor([detector]), text, 0, text.length) & detectorBit(0)) !== 0

export function searchLaws({ detector, folder, units }: Searched): void {
  const attacks = readAttacks(folder)
  const quiet = readTexts(folder, 'quiet.txt')
  const shapeOf = (text: string): string | null => find(detector, text)?.shape ?? null

  describe(detector.threat, () => {
    test('every attack is found by its shape', () => {
      expect(attacks.map(({ text }) => `${shapeOf(text)} | ${text}`)).toEqual(
        attacks.map(({ shape, text }) => `${shape} | ${text}`),
      )
    })

    test('every attack has a character that is asked for before anything else is done', () => {
      expect(attacks.filter(({ text }) => !isMarked(detector, text))).toEqual([])
    })

    test('what only looks like it is left in peace', () => {
      expect(quiet.filter((text) => shapeOf(text) !== null)).toEqual([])
    })

    test('a finding lies inside its text', () => {
      for (const { text } of attacks) {
        const { start, end } = find(detector, text)!
        expect([start >= 0, start < end, end <= text.length]).toEqual([true, true, true])
      }
    })

    test('nothing makes it throw', () => {
      fc.assert(
        fc.property(fc.array(fc.oneof(fc.constantFrom(...units), fc.string()), { maxLength: 50 }), (parts) => {
          find(detector, parts.join(''))
        }),
        { numRuns: 200 },
      )
    })
  })
}

export function stepsGrowAsTheText(
  search: (text: string) => { readonly steps: number },
  units: readonly string[],
): void {
  test.each(units)('twice as much of %j takes twice as many steps at most', (unit) => {
    const [once, twice] = [400, 800].map((times) => search(unit.repeat(times)).steps)
    expect(twice!).toBeLessThanOrEqual(2 * once! + 4096)
  })
}

export function readAttacks(folder: string): readonly { readonly shape: string; readonly text: string }[] {
  return readTexts(folder, 'attacks.txt').map((line) => {
    const bar = line.indexOf(' | ')
    return { shape: line.slice(0, bar), text: line.slice(bar + 3) }
  })
}

/** A text a line; `\n`, `\t`, `\0` and `\u…` stand for those characters. */
export function readTexts(folder: string, name: string): readonly string[] {
  return readFileSync(join(import.meta.dirname, folder, name), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('# '))
    .map(unescaped)
}

const characters: Readonly<Record<string, string>> = { n: '\n', t: '\t', 0: '\0' }

function unescaped(line: string): string {
  return line.replaceAll(
    /\\(?:([nt0])|u([0-9a-f]{4}))/g,
    (_, one: string | undefined, code: string) =>
      characters[one ?? ''] ?? String.fromCharCode(Number.parseInt(code, 16)),
  )
}
