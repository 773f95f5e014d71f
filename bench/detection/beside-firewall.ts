// What the detectors found and accused → the same beside a firewall of web applications that is asked about the same strings.
import type { Row } from '../table.ts'
import { type Answer, ask } from './firewall/ask.ts'
import { firewallName, hasFirewall, startFirewall } from './firewall/server.ts'
import type { Sample, Samples } from './strings.ts'
import { added, type Count, percent, type Tally } from './tally.ts'

/** Strings, and what our detectors made of them. */
export interface Tried {
  readonly set: Samples
  readonly tally: Tally
}

type Answers = ReadonlyMap<string, Answer>

/** Of paranoia: the one that is set where nobody sets another, and the next. */
const levels = [1, 2]

export async function besideFirewall(attacks: readonly Tried[], benign: readonly Tried[]): Promise<readonly Row[]> {
  if (!hasFirewall()) {
    console.error('Left out, since not installed: ModSecurity with the OWASP Core Rule Set.')
    return []
  }
  const texts = [...attacks, ...benign].flatMap(({ set }) => set.samples.map(({ text }) => text))
  const answers = await Promise.all(levels.map((level) => askedAt(level, texts)))
  const asked = { firewall: firewallName(), requests: 2 * levels.length * new Set(texts).size }
  return [asked, ...attackRows(attacks, answers), ...benignRows(benign, answers)]
}

async function askedAt(level: number, texts: readonly string[]): Promise<Answers> {
  const firewall = await startFirewall(level)
  try {
    return await ask(firewall, texts)
  } finally {
    await firewall.stop()
  }
}

interface Part {
  readonly name: string
  has(sample: Sample): boolean
  counts(tally: Tally): readonly Count[]
}

const parts: readonly Part[] = [
  { name: 'all', has: () => true, counts: ({ developed, heldBack }) => [developed, heldBack] },
  { name: 'held back', has: ({ isHeldBack }) => isHeldBack, counts: ({ heldBack }) => [heldBack] },
  {
    name: 'judged',
    has: ({ isRejected }) => !isRejected,
    counts: ({ judged }) => [judged.developed, judged.heldBack],
  },
  {
    name: 'judged, held back',
    has: ({ isRejected, isHeldBack }) => !isRejected && isHeldBack,
    counts: ({ judged }) => [judged.heldBack],
  },
]

/**
 * Every class, then all of them, for each part of the strings; `answers` has those of each level. The firewall finds an
 * attack if it blocks it in either way.
 */
export const attackRows = (attacks: readonly Tried[], answers: readonly Answers[]): readonly Row[] =>
  parts.flatMap((part) => [
    ...attacks.map((one) => attackRow(one.set.name, part, [one], answers)),
    attackRow('all of them', part, attacks, answers),
  ])

function attackRow(attacks: string, part: Part, tried: readonly Tried[], answers: readonly Answers[]): Row {
  const ours = added(tried.flatMap(({ tally }) => part.counts(tally)))
  const samples = tried.flatMap(({ set }) => set.samples).filter((sample) => part.has(sample))
  return {
    attacks,
    of: part.name,
    strings: samples.length,
    'Tripline, %': percent(ours),
    'Tripline by any, %': percent({ ...ours, found: ours.foundByAny }),
    ...blockedOf(samples, answers, {
      name: (level) => `CRS ${level}, %`,
      isBlocked: ({ isBlocked, isBlockedAlone }) => isBlocked || isBlockedAlone,
    }),
  }
}

export const benignRows = (benign: readonly Tried[], answers: readonly Answers[]): readonly Row[] => [
  ...benign.map((one) => benignRow(one.set.name, [one], answers)),
  benignRow('all of them', benign, answers),
]

function benignRow(name: string, tried: readonly Tried[], answers: readonly Answers[]): Row {
  const ours = added(tried.flatMap(({ tally }) => [tally.developed, tally.heldBack]))
  const samples = tried.flatMap(({ set }) => set.samples)
  return {
    'benign, accused': name,
    texts: samples.length,
    'by Tripline, %': percent(ours),
    ...blockedOf(samples, answers, { name: (level) => `by CRS ${level}, %`, isBlocked: ({ isBlocked }) => isBlocked }),
    ...blockedOf(samples, answers, {
      name: (level) => `by CRS ${level} alone, %`,
      isBlocked: ({ isBlockedAlone }) => isBlockedAlone,
    }),
  }
}

/** A figure for each level, under the name that is given for it. */
const blockedOf = (
  samples: readonly Sample[],
  answers: readonly Answers[],
  { name, isBlocked }: { name(level: number): string; isBlocked(answer: Answer): boolean },
): Row =>
  Object.fromEntries(
    levels.map((level, n) => [
      name(level),
      percent({
        messages: samples.length,
        found: samples.filter(({ text }) => isBlocked(answers[n]!.get(text)!)).length,
      }),
    ]),
  )
