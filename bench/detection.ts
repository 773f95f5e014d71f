// How many attacks the detectors find, how many benign messages they accuse, and what that costs.
import { writeFileSync } from 'node:fs'
import { detectors } from '../src/detect/detectors.ts'
import { carriers } from './detection/carriers.ts'
import { detectorsCost, rulesCost } from './detection/cost.ts'
import { readAttacks, readBenign, type Samples } from './detection/strings.ts'
import { type Count, type Failure, type Parts, type Tally, tallyOf } from './detection/tally.ts'
import type { BenchOptions } from './options.ts'
import type { Row } from './table.ts'

export async function detectionBench({ data, failures: file }: BenchOptions): Promise<readonly Row[]> {
  if (data === null) throw new Error('Which strings? TRIPLINE_DATA names a folder with payloads/ and benign/.')
  const attacks = readAttacks(data).map((set) => ({ set, tally: tallyOf(set, detectors) }))
  const benignSets = readBenign(data)
  const benign = benignSets.map((set) => ({ set, tally: tallyOf(set, detectors) }))
  const all = [...attacks, ...benign]
  if (file !== null)
    write(
      file,
      all.flatMap(({ tally }) => tally.failures),
    )
  const messages = carried(benignSets)
  return [
    ...attacks.map(({ set, tally }) => attackRow(set.name, tally)),
    ...benign.map(({ set, tally }) => benignRow(set.name, tally)),
    benignRow('all of them', sum(benign.map(({ tally }) => tally))),
    detectorsCost(messages),
    ...rulesCost(messages),
  ]
}

const attackRow = (attacks: string, { developed, heldBack, judged }: Tally): Row => ({
  attacks,
  strings: developed.strings + heldBack.strings,
  'found, %': percent(developed),
  'of those held back, %': percent(heldBack),
  'by any, %': percent({ ...developed, found: developed.foundByAny }),
  'by any of those held back, %': percent({ ...heldBack, found: heldBack.foundByAny }),
  'judged attacks': judged.developed.strings + judged.heldBack.strings,
  'of these found, %': percent(judged.developed),
  'of these held back, %': percent(judged.heldBack),
})

const benignRow = (benign: string, { developed, heldBack }: Parts): Row => ({
  benign,
  texts: developed.strings + heldBack.strings,
  'messages accused, %': percent(developed),
  'accused of those held back, %': percent(heldBack),
})

/** Two places: rounded to whole percents, what is aimed at and what is not look alike. */
const percent = ({ found, messages }: Count): string => (messages === 0 ? '–' : ((100 * found) / messages).toFixed(2))

function sum(tallies: readonly Parts[]): Parts {
  const add = (a: Count, b: Count): Count => ({
    strings: a.strings + b.strings,
    messages: a.messages + b.messages,
    found: a.found + b.found,
    foundByAny: a.foundByAny + b.foundByAny,
  })
  return tallies.reduce((all, one) => ({
    developed: add(all.developed, one.developed),
    heldBack: add(all.heldBack, one.heldBack),
  }))
}

const carried = (sets: readonly Samples[]): readonly string[] =>
  sets.flatMap(({ samples }) => samples.flatMap(({ text }) => Object.values(carriers).map((carry) => carry(text))))

/** A line of JSON for each string. */
function write(file: string, failures: readonly Failure[]): void {
  writeFileSync(file, failures.map((failure) => `${JSON.stringify(failure)}\n`).join(''))
}
