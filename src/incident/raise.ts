// Matches → changes to incidents: a new one is raised, or one that is under suppression is counted.
import type { Match } from '../engine/match.ts'
import type { Amendments } from './amend.ts'
import { describe } from './describe.ts'
import type { IncidentChange } from './incident.ts'
import { type Outline, outline } from './outline.ts'
import type { Suppressions } from './suppress.ts'

export interface RaiseOptions {
  /** Given these, late events can still be added to what is raised. */
  readonly amendments?: Amendments
  /** Told of each incident before it is described. */
  readonly ahead?: ((outline: Outline) => void) | undefined
}

/** One change for each match, in their order. */
export function raise(
  matches: readonly Match[],
  suppressions: Suppressions,
  { amendments, ahead }: RaiseOptions = {},
): IncidentChange[] {
  return matches.map((match) => {
    const change = changeOf(match, suppressions, ahead)
    amendments?.note(match, change.kind === 'raised' ? change.incident.id : change.id)
    return change
  })
}

function changeOf(
  match: Match,
  suppressions: Suppressions,
  ahead: RaiseOptions['ahead'],
): Exclude<IncidentChange, { kind: 'amended' }> {
  const known = suppressions.under(match)
  if (known !== null) return { kind: 'counted', id: known.incidentId, us: match.us, count: known.count }
  if (ahead && match.rule.respond.length > 0) ahead(outline(match))
  const incident = describe(match)
  suppressions.begin(match, incident.id)
  return { kind: 'raised', incident }
}
