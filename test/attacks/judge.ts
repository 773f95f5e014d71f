// Incidents, and what was played → which attack each is about, and who is accused who should not be.
import { attackersOf, type Composed } from '../../scripts/attacks/compose.ts'
import type { Incident } from '../../src/incident/incident.ts'
import { involved } from '../incidents.ts'

/** By attack, the rules that found it. */
export function foundOf(incidents: readonly Incident[], { played }: Composed): Record<string, readonly string[]> {
  const all = played.map((one) => {
    const addresses = new Set(attackersOf(one))
    const its = incidents.filter((incident) => involved(incident).some((address) => addresses.has(address)))
    return [one.attack.rule, [...new Set(its.map(({ ruleId }) => ruleId))].sort()] as const
  })
  return Object.fromEntries(all)
}

/** Incidents that name somebody who is not of one attack and of it alone, or nobody at all. */
export function accusedOf(incidents: readonly Incident[], { played }: Composed): readonly string[] {
  const groups = played.map((one) => new Set(attackersOf(one)))
  return incidents
    .filter((incident) => {
      const addresses = involved(incident)
      return addresses.length === 0 || !groups.some((group) => addresses.every((address) => group.has(address)))
    })
    .map((incident) => `${incident.ruleId}: ${involved(incident).join(', ')}`)
}
