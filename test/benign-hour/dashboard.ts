// Dashboards over graphql-transport-ws and JSON-RPC: subscriptions, queries with ids, short-lived tokens, two tabs of one session.
import type { Person } from './people.ts'
import type { Chance } from './random.ts'
import { type Place, Script, talkOf } from './script.ts'
import type { Talk } from './talk.ts'
import { type Visit, visitsOf } from './visits.ts'

const graphql: Place = {
  host: 'app.dash.example.com',
  path: '/admin/graphql',
  subprotocol: 'graphql-transport-ws',
  isDeflated: true,
}
const jsonRpc: Place = { host: 'app.dash.example.com', path: '/rpc' }

export const dashboard = (chance: Chance, people: readonly Person[]): Talk[] =>
  people.flatMap((person, index) => {
    const stay = { person, from: chance.between(0, 900), to: chance.is(0.7) ? 3600 : chance.between(1200, 3500) }
    if (index % 3 === 2) return visitsOf(chance, stay).map((visit) => talkOf(visit, jsonRpc, rpcScript(chance, visit)))
    const tabs = chance.is(0.4) ? [0, chance.between(20, 200)] : [0]
    return tabs.flatMap((later) =>
      visitsOf(chance, { ...stay, from: stay.from + later }).flatMap((visit) => renewed(chance, visit)),
    )
  })

/** The token of some runs out: the server closes with 4403, the page fetches another and comes back. */
function renewed(chance: Chance, visit: Visit): Talk[] {
  if (visit.to - visit.from < 1000 || chance.is(0.6)) return [talkOf(visit, graphql, graphqlScript(chance, visit))]
  const until = visit.from + chance.between(600, 900)
  const first = { ...visit, to: until, ending: { kind: 'closed', code: 4403, reason: 'Forbidden' } } as const
  const second = { ...visit, from: until + chance.between(0.5, 3) }
  return [first, second].map((part) => talkOf(part, graphql, graphqlScript(chance, part)))
}

const subscriptions = [
  'subscription Load($host: ID!) { load(host: $host) { at one five fifteen } }',
  'subscription OnOrder($filter: OrderFilter) { orderAdded(filter: $filter) { id total customer { name email } } }',
]

function graphqlScript(chance: Chance, { from, to }: Visit): Script {
  const script = new Script()
  script.client(from + 0.1, { type: 'connection_init', payload: { authorization: `Bearer ${chance.hex(40)}` } })
  script.server(from + 0.25, { type: 'connection_ack', payload: { keepAlive: 30_000 } })
  for (let at = from + 30; at < to; at += 30) script.server(at, { type: 'ping' }).client(at + 0.03, { type: 'pong' })
  for (const [index, query] of subscriptions.entries()) {
    const id = String(index + 1)
    const filter = {
      customerId: chance.whole(1000, 9999),
      name: chance.of(["O'Brien", '5 > 3', 'a & b', null]),
      minTotal: 10,
    }
    script.client(from + 0.5 + index / 10, {
      id,
      type: 'subscribe',
      payload: { operationName: null, query, variables: { host: `web-${chance.whole(1, 9)}`, filter } },
    })
    for (let at = from + 1 + index; at < to; at += index === 0 ? 2 : chance.pause(9))
      script.server(at, { id, type: 'next', payload: { data: index === 0 ? load(chance, at) : order(chance) } })
  }
  let next = 3
  // Lists that are opened, page by page: the members of a team, the lines of an order.
  for (let at = from + 5; at < to; at += chance.pause(80)) {
    const id = String(next++)
    const isTeam = chance.is(0.25)
    const query = isTeam
      ? 'query Team($id: ID!) { team(id: $id) { members { name email role } } }'
      : 'query Order($orderId: Int!) { order(id: $orderId) { id lines { sku count price } } }'
    script.client(at, {
      id,
      type: 'subscribe',
      payload: { query, variables: isTeam ? { id: chance.uuid() } : { orderId: chance.whole(51_000, 52_000) } },
    })
    script.server(at + 0.1, { id, type: 'next', payload: { data: isTeam ? team(chance) : order(chance) } })
    script.server(at + 0.11, { id, type: 'complete' })
  }
  return script
}

const load = (chance: Chance, at: number) => ({
  load: {
    at: Math.floor(1.77e9 + at),
    one: chance.between(0, 4),
    five: chance.between(0, 4),
    fifteen: chance.between(0, 4),
  },
})

const order = (chance: Chance) => ({
  orderAdded: {
    id: `${chance.whole(3, 6)}${chance.word('0123456789', 15)}`,
    total: chance.between(5, 500).toFixed(2),
    customer: { name: chance.of(["O'Brien", 'Müller', 'Null']), email: `c${chance.whole(1, 999)}@example.com` },
  },
})

/** Of the size that teams have. */
const team = (chance: Chance) => ({
  team: {
    members: Array.from({ length: chance.whole(4, 40) }, (_, i) => ({
      name: `Member ${i}`,
      email: `member${i}.${chance.hex(3)}@corp.example.com`,
      role: chance.of(['admin', 'user']),
    })),
  },
})

/** A page that asks at intervals, by ids that count up, and a list whose lines are loaded one by one. */
function rpcScript(chance: Chance, { from, to }: Visit): Script {
  const script = new Script()
  let id = 1
  const call = (at: number, method: string, params: unknown, result: unknown): void => {
    script.client(at, { jsonrpc: '2.0', id, method, params })
    script.server(at + chance.between(0.02, 0.3), { jsonrpc: '2.0', id: id++, result })
  }
  call(from + 0.2, 'auth.login', { token: chance.hex(40) }, { ok: true })
  for (let at = from + 5; at < to; at += 10)
    call(at, 'status.get', { verbose: false }, { up: true, load: chance.between(0, 4), queue: chance.whole(0, 90) })
  for (let at = from + 20; at < to; at += chance.pause(400)) {
    const page = chance.is(0.6) ? 0 : chance.whole(1, 3)
    const newest = 8000 + Math.floor(at / 60) - page * 25
    for (let line = 0; line < 25; line++)
      call(
        at + line * 0.05,
        'ticket.get',
        { ticketId: newest - line },
        { subject: chance.of(["can't log in", 'Printer <urgent>', 'Refund "please"']), status: 'open' },
      )
  }
  return script
}
