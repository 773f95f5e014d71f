// Machines: sensors over MQTT with a constant cadence behind the address of a plant, and a game in small binary messages.
import { headersOf, type Person } from './people.ts'
import type { Chance } from './random.ts'
import { type Place, Script, talkOf } from './script.ts'
import type { Talk } from './talk.ts'
import { visitsOf } from './visits.ts'

const mqtt: Place = { host: 'iot.example.com', path: '/mqtt', subprotocol: 'mqtt' }
const game: Place = { host: 'app.game.example.com', path: '/play' }
const plantAddress = [203, 0, 113, 200]

/** They come back one after the other after the network of the plant was away. */
export const sensors = (chance: Chance, count: number): Talk[] =>
  Array.from({ length: count }, (_, index) => {
    const outage = chance.between(1800, 1803)
    const [early, late] = [chance.between(0, 30), outage + chance.between(5, 40)]
    const headers = { 'User-Agent': 'esp32-mqtt-ws/1.4' }
    const parts = [
      { from: early, to: outage, ending: { kind: 'lost' } },
      { from: late, to: 3600, ending: { kind: 'stays' } },
    ] as const
    return parts.map((part): Talk => {
      const { acts } = telemetry(chance, part, index)
      return {
        ...mqtt,
        ...part,
        headers,
        address: plantAddress,
        status: 101,
        acts: acts.filter(({ at }) => at < part.to),
      }
    })
  }).flat()

/** OASIS MQTT 3.1.1 section 2.2: type and flags, length, the rest. */
function packet(type: number, body: Buffer): Buffer {
  const length = body.length < 128 ? [body.length] : [(body.length & 127) | 128, body.length >> 7]
  return Buffer.concat([Buffer.from([type, ...length]), body])
}

const text = (value: string): Buffer =>
  Buffer.concat([Buffer.from([value.length >> 8, value.length & 255]), Buffer.from(value)])

function telemetry(
  chance: Chance,
  { from, to }: { readonly from: number; readonly to: number },
  index: number,
): Script {
  const script = new Script()
  const name = `sensor-${index}`
  script.client(
    from + 0.1,
    packet(
      0x10,
      Buffer.concat([text('MQTT'), Buffer.from([4, 0xc2, 0, 60]), text(name), text(name), text('pass word')]),
    ),
  )
  script.server(from + 0.15, Buffer.from([0x20, 2, 0, 0]))
  const every = [10, 30, 60][index % 3]!
  for (let at = from + 1; at < to; at += every) {
    const reading = {
      t: 1_770_000_000 + Math.floor(at),
      device: name,
      temperature: chance.between(20, 23),
      humidity: chance.between(40, 44),
      battery: 3.7,
    }
    script.client(
      at + chance.between(0, 0.02),
      packet(0x30, Buffer.concat([text(`plant/7/${name}/state`), Buffer.from(JSON.stringify(reading))])),
    )
  }
  for (let at = from + 45; at < to; at += 45)
    script.client(at, Buffer.from([0xc0, 0])).server(at + 0.03, Buffer.from([0xd0, 0]))
  return script
}

/** Moves ten times a second while a match lasts; the state of all in return. */
export const matches = (chance: Chance, people: readonly Person[]): Talk[] =>
  people.flatMap((person) => {
    const from = chance.between(0, 2400)
    return visitsOf(chance, { person, from, to: from + chance.between(200, 500) }).map((visit) => {
      const script = new Script()
      script.client(visit.from + 0.1, Buffer.from([1, 0, 4, ...Buffer.from(person.session.slice(0, 8))]))
      for (let at = visit.from + 1; at < visit.to; at += 0.1) {
        script.client(at + chance.between(0, 0.01), move(chance))
        if (chance.is(0.5)) script.server(at + 0.05, Buffer.concat([Buffer.from([7]), chance.bytes(24)]))
      }
      return { ...talkOf(visit, game, script), headers: headersOf(person, 'https://app.game.example.com') }
    })
  })

/** A kind and what belongs to it: 5 is a choice among those that follow, as in any other protocol of bytes. */
const move = (chance: Chance): Buffer =>
  chance.is(0.8)
    ? Buffer.from([2, chance.whole(0, 255), chance.whole(0, 255), chance.whole(0, 7)])
    : Buffer.from([chance.whole(3, 9), chance.whole(0, 3), chance.whole(0, 3)])
