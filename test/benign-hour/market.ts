// Prices as they change: subscriptions, order books, trades, a private channel that is signed; without compression.
import type { Person } from './people.ts'
import type { Chance } from './random.ts'
import { type Place, Script, talkOf } from './script.ts'
import type { Talk } from './talk.ts'
import { type Visit, visitsOf } from './visits.ts'

const place: Place = { host: 'stream.market.example.com', path: '/v5/public' }
const own: Place = { host: 'stream.market.example.com', path: '/v5/private' }
const symbols = ['ACME-EUR', 'INIT-USD', 'UNION-USD', 'SELECT-EUR', 'DROP-USD', 'NULL-EUR']

export function market(chance: Chance, people: readonly Person[]): Talk[] {
  return people.flatMap((person, index) => {
    const stay = { person, from: chance.between(0, 400), to: chance.is(0.7) ? 3600 : chance.between(1500, 3400) }
    const visits = visitsOf(chance, stay)
    const trades = index % 3 === 0
    return visits.flatMap((visit) => [
      talkOf(visit, place, publicScript(chance, visit)),
      ...(trades ? [talkOf(visit, own, privateScript(chance, visit))] : []),
    ])
  })
}

function publicScript(chance: Chance, { from, to }: Visit): Script {
  const script = new Script()
  let id = 1
  const subscribe = (at: number, symbol: string): void => {
    const args = [
      { channel: 'trades', instId: symbol },
      { channel: 'books5', instId: symbol },
    ]
    script.client(at, { op: 'subscribe', id: String(id++), args })
    for (const arg of args) script.server(at + 0.03, { event: 'subscribe', arg, connId: chance.hex(8) })
  }
  subscribe(from + 0.2, chance.of(symbols))
  subscribe(from + 0.3, chance.of(symbols))
  let ask = from + chance.between(20, 200)
  // The application's own heartbeat, as such interfaces want it after a while without a word.
  for (let at = from + 25; at < to; at += 25) script.client(at, 'ping').server(at + 0.02, 'pong')
  for (let at = from + 0.5; at < to; at += chance.pause(0.9)) {
    script.server(at, chance.is(0.6) ? trade(chance, at) : book(chance, at))
    if (at < ask) continue
    subscribe(at, chance.of(symbols))
    script.client(at + 1, {
      op: 'unsubscribe',
      id: String(id++),
      args: [{ channel: 'trades', instId: chance.of(symbols) }],
    })
    ask = at + chance.between(60, 400)
  }
  return script
}

const price = (chance: Chance): string => chance.between(90, 110).toFixed(2)

const trade = (chance: Chance, at: number) => ({
  arg: { channel: 'trades', instId: chance.of(symbols) },
  data: [
    {
      tradeId: String(chance.whole(4e8, 6e8)),
      px: price(chance),
      sz: String(chance.whole(1, 900)),
      side: chance.of(['buy', 'sell']),
      ts: String(Math.floor(1.77e12 + at * 1000)),
    },
  ],
})

function book(chance: Chance, at: number) {
  const side = () =>
    Array.from({ length: 5 }, () => [price(chance), String(chance.whole(1, 5000)), '0', String(chance.whole(1, 40))])
  return {
    arg: { channel: 'books5', instId: chance.of(symbols) },
    data: [{ asks: side(), bids: side(), checksum: chance.whole(-2e9, 2e9), seqId: Math.floor(1e9 + at * 1000) }],
  }
}

/** Signed with a key; a clock that is wrong is refused once. Then orders, and what becomes of them. */
function privateScript(chance: Chance, { from, to }: Visit): Script {
  const script = new Script()
  const login = (at: number) =>
    script.client(at, {
      op: 'login',
      args: [
        {
          apiKey: chance.uuid(),
          passphrase: 'x y',
          timestamp: String(Math.floor(1.77e9 + at)),
          sign: chance.bytes(32).toString('base64'),
        },
      ],
    })
  login(from + 0.2)
  if (chance.is(0.15)) {
    script.server(from + 0.3, { event: 'error', code: '60006', msg: 'Timestamp request expired' })
    login(from + 1.2)
  }
  script.server(from + 1.4, { event: 'login', code: '0', msg: '' })
  for (let at = from + 25; at < to; at += 25) script.client(at, 'ping').server(at + 0.02, 'pong')
  let id = chance.whole(100, 900)
  for (let at = from + 10; at < to; at += chance.pause(90)) {
    const ordId = `6${chance.word('0123456789', 17)}`
    script.client(at, {
      id: String(id++),
      op: 'order',
      args: [
        {
          side: chance.of(['buy', 'sell']),
          instId: chance.of(symbols),
          tdMode: 'cash',
          ordType: 'limit',
          px: price(chance),
          sz: '10',
        },
      ],
    })
    script.server(at + 0.05, {
      id: String(id),
      op: 'order',
      data: [{ clOrdId: '', ordId, sCode: '0', sMsg: '' }],
      code: '0',
    })
    script.server(at + chance.between(0.1, 9), {
      arg: { channel: 'orders' },
      data: [{ ordId, state: chance.of(['filled', 'live', 'canceled']), fillPx: price(chance) }],
    })
  }
  return script
}
