// Incidents, and what was played → which attack each is about, and who is accused who should not be.
import { attackersOf, type Composed, type Played } from '../../scripts/attacks/compose.ts'
import type { Incident } from '../../src/incident/incident.ts'
import { involved, usersIn } from '../incidents.ts'

/** By attack, the rules that found it. */
export function foundOf(incidents: readonly Incident[], { played }: Composed): Record<string, readonly string[]> {
  const all = played.map((one) => {
    const addresses = new Set(attackersOf(one))
    const its = incidents.filter((incident) => involved(incident).some((address) => addresses.has(address)))
    return [one.attack.rule, [...new Set(its.map(({ ruleId }) => ruleId))].sort()] as const
  })
  return Object.fromEntries(all)
}

/** Incidents that name somebody who is not of one attack and of it alone, by address or as a user, or nobody at all. */
export function accusedOf(incidents: readonly Incident[], { played }: Composed): readonly string[] {
  const groups = played.map((one) => ({ one, addresses: new Set(attackersOf(one)) }))
  return incidents
    .filter((incident) => {
      const addresses = involved(incident)
      const group = groups.find((each) => each.addresses.has(addresses[0] ?? ''))
      if (group === undefined || !addresses.every((address) => group.addresses.has(address))) return true
      return !usersIn(incident).every((user) => isOf(group.one, user))
    })
    .map((incident) => `${incident.ruleId}: ${[...involved(incident), ...usersIn(incident)].join(', ')}`)
}

/** Users of an attack are named as `Scene.own` names them. */
const isOf = ({ scene }: Played, user: string): boolean => user.endsWith(scene.own(''))
