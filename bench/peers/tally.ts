// What the six rules found → how often, and the sum of the sequences that made each match: as many others are not the same.

/** The number that a rule goes by in every engine that is compared, and its name here. */
export const ruleNumbers: Readonly<Record<string, string>> = {
  payload_with_tautology: 'R1',
  five_failed_logins: 'R2',
  guessed_password: 'R3',
  four_names_tried: 'R4',
  mebibyte_sent: 'R5',
  never_logged_in: 'R6',
}

/** By the rules' numbers. An engine that cannot express a rule tells nothing of it. */
export interface Found {
  readonly matches: Readonly<Record<string, number>>
  readonly sums: Readonly<Record<string, number>>
}

export class Tally implements Found {
  readonly matches: Record<string, number> = zeros()
  readonly sums: Record<string, number> = zeros()

  /** `sequence`: of the event that made the match; of an absence, that which the absent one should have followed. */
  add(rule: string, sequence: number): void {
    this.matches[rule]! += 1
    this.sums[rule]! += sequence
  }
}

const zeros = (): Record<string, number> => Object.fromEntries(Object.values(ruleNumbers).map((rule) => [rule, 0]))

/** The rules of which not the same was found, each with both figures. */
export function differences(found: Found, expected: Found): readonly string[] {
  return Object.keys(found.matches).flatMap((rule) => {
    const [one, other] = [found, expected].map(({ matches, sums }) => `${matches[rule]} with the sum ${sums[rule]}`)
    return one === other ? [] : [`${rule}: ${one} instead of ${other}`]
  })
}
