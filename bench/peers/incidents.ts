// Incidents as `tripline scan --json` prints them → what the six rules found.
import { type Found, ruleNumbers, Tally } from './tally.ts'

interface Printed {
  readonly rule: { readonly id: string }
  readonly tripline: {
    readonly incident: { readonly events: readonly { readonly events: readonly PrintedEvent[] }[] }
  }
}

interface PrintedEvent {
  readonly event: { readonly sequence: number }
}

export function foundByIncidents(stdout: string): Found {
  const tally = new Tally()
  for (const line of stdout.split('\n')) {
    if (line === '') continue
    const { rule, tripline } = JSON.parse(line) as Printed
    const sequences = tripline.incident.events.flatMap(({ events }) => events.map(({ event }) => event.sequence))
    tally.add(ruleNumbers[rule.id]!, Math.max(...sequences))
  }
  return tally
}
