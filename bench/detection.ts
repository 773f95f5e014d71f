// How many attacks the detectors find, how many benign messages they accuse, and what that costs.
import { writeFileSync } from 'node:fs'
import { detectors } from '../src/detect/detectors.ts'
import { besideFirewall } from './detection/beside-firewall.ts'
import { carriers } from './detection/carriers.ts'
import { detectorsCost, rulesCost } from './detection/cost.ts'
import { readAttacks, readBenign, type Samples } from './detection/strings.ts'
import { added, type Failure, type Parts, percent, type Tally, tallyOf } from './detection/tally.ts'
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
    ...(await besideFirewall(attacks, benign)),
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

const sum = (tallies: readonly Parts[]): Parts => ({
  developed: added(tallies.map(({ developed }) => developed)),
  heldBack: added(tallies.map(({ heldBack }) => heldBack)),
})

const carried = (sets: readonly Samples[]): readonly string[] =>
  sets.flatMap(({ samples }) => samples.flatMap(({ text }) => Object.values(carriers).map((carry) => carry(text))))

/** A line of JSON for each string. */
function write(file: string, failures: readonly Failure[]): void {
  writeFileSync(file, failures.map((failure) => `${JSON.stringify(failure)}\n`).join(''))
}
