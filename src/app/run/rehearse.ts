// Rules that ask for blocks → the way from their matches to a block, gone through for nobody, so that the first one is as quick as the next.
import { blocksAskedFor } from '../../actions/block/asked.ts'
import { Blocker, type BlockerSettings } from '../../actions/block/blocker.ts'
import { blocksOf } from '../../actions/block/report.ts'
import { adding } from '../../actions/block/ruleset.ts'
import type { Rule } from '../../compiler/plan.ts'
import type { Match } from '../../engine/match.ts'
import { featureFields } from '../../event/feature-schema.ts'
import type { EventDocument } from '../../event/value.ts'
import { describe } from '../../incident/describe.ts'
import { outline, outlineOf } from '../../incident/outline.ts'

const times = 300

/** The first block of a process took 2 to 8 ms of CPU before its command was written, nearly all of it to load code. */
export async function rehearse(rules: readonly Rule[]): Promise<void> {
  const blocking = rules.filter(({ respond }) => respond.some(({ kind }) => kind === 'block'))
  const blocker = new Blocker(forNobody)
  for (let time = 0; blocking.length > 0 && time < times; time++) {
    const match = matchOf(blocking[time % blocking.length]!, time)
    for (const asked of blocksAskedFor(outline(match))) blocker.beginNow(asked)
    const described = blocksAskedFor(outlineOf(describe(match)))
    for (const { id, command } of described) blocksOf([await blocker.begin(id, command)])
  }
}

/** RFC 7600: nobody has it. */
const nobody = '192.0.0.8'

function matchOf(rule: Rule, time: number): Match {
  const event: EventDocument = { ...document, 'event.id': `rehearsal:${time}` }
  return {
    ...{ rule, us: time, nanos: 0, start: { us: time, nanos: 0 }, sequence: time, completedBy: `rehearsal:${time}` },
    ...{ key: nobody, keys: { 'source.ip': nobody }, values: {} },
    steps: [{ name: '1', count: 1, events: [event] }],
  }
}

/** As the sensor tells of a frame with a text. */
const document: EventDocument = {
  '@timestamp': new Date(0).toISOString(),
  ...{ 'event.sequence': 0, 'event.kind': 'event', 'event.category': ['network', 'frame'], 'event.dataset': 'sensor' },
  ...{ 'source.ip': nobody, 'source.port': 40_000, 'destination.ip': '192.0.2.1', 'destination.port': 80 },
  ...{ 'client.ip': nobody, 'network.transport': 'tcp', 'network.protocol': 'websocket' },
  ...{ 'websocket.connection.id': 'rehearsal', 'url.path': '/', 'url.full': 'ws://app.example.com/' },
  ...{ 'user_agent.original': 'rehearsal', 'websocket.direction': 'client', 'websocket.opcode': 1 },
  ...{ 'websocket.fin': true, 'websocket.masked': true, 'websocket.payload.bytes': 34 },
  'websocket.payload.text': '{"user":"nobody","token":"nothing"}',
  ...Object.fromEntries(featureFields.map((field) => [field, 0.5])),
}

const never = (): Promise<never> => Promise.reject(new Error('A rehearsal carries nothing out.'))

let us = 0

/** Each block ends later than the one before it, and so is given as the first one is. */
const forNobody: BlockerSettings = {
  mode: 'enforce',
  kernel: {
    ...{ isReady: true, open: never, remove: never, change: never, list: never, close: () => {} },
    add: async (element) => adding(element).length,
  },
  store: { blocks: async () => [], putBlock: never, removeBlock: never, ask: never },
  untouchable: { never: [], trustedProxies: [], own: () => ['192.0.2.1', '2001:db8::1'] },
  ...{ most: 2, nowUs: () => (us += 1000), onTrouble: () => {} },
}
