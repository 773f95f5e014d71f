// Matches → changes to incidents: a new one is raised, or one that is under suppression is counted.
import type { Match } from '../engine/match.ts'
import { describe } from './describe.ts'
import type { IncidentChange } from './incident.ts'
import type { Suppressions } from './suppress.ts'

export function raise(matches: readonly Match[], suppressions: Suppressions): IncidentChange[] {
  return matches.map((match) => {
    const known = suppressions.under(match)
    if (known !== null) return { kind: 'counted', id: known.incidentId, us: match.us, count: known.count }
    const incident = describe(match)
    suppressions.begin(match, incident.id)
    return { kind: 'raised', incident }
  })
}
