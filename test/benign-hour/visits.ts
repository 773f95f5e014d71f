// A person's stay with an application → connections one after the other: networks change, phones sleep, servers are deployed.
import type { Person } from './people.ts'
import type { Chance } from './random.ts'
import type { Ending } from './talk.ts'

export interface Visit {
  readonly person: Person
  readonly address: readonly number[]
  readonly from: number
  readonly to: number
  readonly isFirst: boolean
  readonly ending: Ending
}

export interface Stay {
  readonly person: Person
  readonly from: number
  readonly to: number
  /** When the server stops and all come back at once. */
  readonly deployAt?: number
}

const hour = 3600

/** What ends connections before their people leave. */
interface Break {
  readonly at: number
  readonly ending: Ending
  readonly pause: number
}

export function visitsOf(chance: Chance, { person, from, to, deployAt }: Stay): Visit[] {
  const lost = person.losses.map((loss): Break => ({ ...loss, ending: { kind: 'lost' } }))
  const breaks = [...deploysOf(chance, deployAt), ...lost].sort((a, b) => a.at - b.at)
  const visits: Visit[] = []
  let start = from
  const add = (end: number, ending: Ending): void => {
    if (end > start + 1)
      visits.push({
        person,
        address: addressAt(person, start),
        from: start,
        to: end,
        isFirst: visits.length === 0,
        ending,
      })
  }
  for (const { at, ending, pause } of breaks) {
    if (at + pause <= start || at >= to) continue
    if (at > start) add(at, ending)
    start = at + pause
  }
  add(to, to >= hour ? { kind: 'stays' } : { kind: 'leaves', code: chance.is(0.7) ? 1001 : 1000 })
  return visits
}

/** The same for all that a person has open. */
function addressAt({ addresses, losses }: Person, at: number): readonly number[] {
  const moves = losses.filter((loss) => loss.isElsewhere && loss.at <= at).length
  return addresses[moves % addresses.length]!
}

/** 1012: the service restarts. Clients come back by chance within seconds. */
const deploysOf = (chance: Chance, at: number | undefined): readonly Break[] =>
  at === undefined
    ? []
    : [
        {
          at: at + chance.between(0, 1.5),
          ending: { kind: 'closed', code: 1012, reason: 'service restart' },
          pause: chance.between(0.3, 6),
        },
      ]
