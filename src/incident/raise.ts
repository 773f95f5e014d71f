// Matches → changes to incidents: a new one is raised, or one that is under suppression is counted.
import type { Match } from '../engine/match.ts'
import type { Amendments } from './amend.ts'
import { describe } from './describe.ts'
import type { IncidentChange } from './incident.ts'
import type { Suppressions } from './suppress.ts'

/** One change for each match, in their order. Given `amendments`, late events can still be added to what is raised. */
export function raise(
  matches: readonly Match[],
  suppressions: Suppressions,
  amendments: Amendments | null = null,
): IncidentChange[] {
  return matches.map((match) => {
    const change = changeOf(match, suppressions)
    amendments?.note(match, change.kind === 'raised' ? change.incident.id : change.id)
    return change
  })
}

function changeOf(match: Match, suppressions: Suppressions): Exclude<IncidentChange, { kind: 'amended' }> {
  const known = suppressions.under(match)
  if (known !== null) return { kind: 'counted', id: known.incidentId, us: match.us, count: known.count }
  const incident = describe(match)
  suppressions.begin(match, incident.id)
  return { kind: 'raised', incident }
}
