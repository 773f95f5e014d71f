// The six rules in Tripline's language, compiled.
import { loadRules } from '../../src/app/rules.ts'
import type { Ruleset } from '../../src/compiler/plan.ts'

export const rulesFolder = import.meta.dirname

export function peersRuleset(): Ruleset {
  const { ruleset, problems } = loadRules({ paths: [rulesFolder] })
  if (problems.length > 0) throw new Error(`${problems.length} rules of the bench have mistakes.`)
  return ruleset
}
