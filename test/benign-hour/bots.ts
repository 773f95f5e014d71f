// What watches the applications: monitors that open, ask and close, checks of a load balancer, a page whose session ended.
import { headersOf, type Person } from './people.ts'
import type { Chance } from './random.ts'
import { refusal, Script, talkOf } from './script.ts'
import type { Talk } from './talk.ts'

const watched = [
  { host: 'app.chat.example.com', path: '/socket' },
  { host: 'stream.market.example.com', path: '/v5/public' },
  { host: 'app.dash.example.com', path: '/rpc' },
]

/** From two places, each minute, without a session. */
export const monitors = (chance: Chance): Talk[] =>
  [21, 22].flatMap((host) =>
    watched.flatMap((place) =>
      Array.from({ length: 60 }, (_, minute): Talk => {
        const from = minute * 60 + host + chance.between(0, 0.2)
        const acts = [
          { at: from + 0.1, side: 'client', payload: 'health', opcode: 9 },
          { at: from + 0.15, side: 'server', payload: 'health', opcode: 10 },
        ] as const
        const ending = { kind: 'leaves', code: 1000 } as const
        return {
          ...place,
          address: [192, 0, 2, host],
          from,
          to: from + 0.3,
          headers: { 'User-Agent': 'UptimeMonitor/2.1' },
          status: 101,
          acts,
          ending,
        }
      }),
    ),
  )

/** Each ten seconds: an endpoint that wants a session answers 401, which is what the check expects. */
export const balancer = (): Talk[] =>
  Array.from({ length: 360 }, (_, n) => ({
    ...{
      host: 'app.files.example.com',
      path: '/upload',
      address: [10, 0, 0, 5],
      from: n * 10,
      to: n * 10,
      status: 401,
    },
    ...{ headers: { 'User-Agent': 'LoadBalancer-HealthCheck/1.0' }, acts: [], ending: { kind: 'lost' } as const },
  }))

/** A tab over night: its session is gone, it tries again every four seconds until somebody signs in. */
export const forgottenTab = (chance: Chance, person: Person): Talk[] => {
  const place = { host: 'app.chat.example.com', path: '/socket' }
  const tries = Array.from({ length: 40 }, (_, n) =>
    refusal({ person, address: person.addresses[0]!, from: 700 + n * 4 + chance.between(0, 0.3) }, place, 401),
  )
  const visit = {
    person,
    address: person.addresses[0]!,
    from: 900,
    to: 1400,
    isFirst: false,
    ending: { kind: 'leaves', code: 1001 },
  } as const
  return [...tries, talkOf(visit, place, new Script().pings(visit, 25).client(901, { type: 'resume' }))]
}

/** While the servers of the deploy come up, the first tries get 503 from whatever stands before them. */
export const whileDown = (chance: Chance, people: readonly Person[], deployAt: number): Talk[] =>
  people.flatMap((person) =>
    Array.from(
      { length: chance.whole(1, 2) },
      (_, n): Talk => ({
        ...{
          host: 'app.docs.example.com',
          path: `/collab/${chance.uuid()}`,
          address: person.addresses[0]!,
          status: 503,
        },
        ...{ from: deployAt + 2 + n, to: deployAt + 2 + n, acts: [], ending: { kind: 'lost' } },
        headers: headersOf(person, 'https://app.docs.example.com'),
      }),
    ),
  )
