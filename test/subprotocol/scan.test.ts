// Rules over decoded messages, from what is read to incidents: a capture, a log, and through the queue of several workers.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openInputs } from '../../src/app/inputs.ts'
import { loadRules, loginStage } from '../../src/app/rules.ts'
import { Batch } from '../../src/event/batch.ts'
import type { IncidentChange } from '../../src/incident/incident.ts'
import { Evaluator } from '../../src/pipeline/evaluator.ts'
import { scan } from '../../src/pipeline/scan.ts'
import { runTest } from '../../src/rule-test/run.ts'
import { temporaryFolder } from '../intake/place.ts'
import { Conversation, clientFrame, upgradeRequest, upgradeResponse, writePcap } from '../sensor/packets.ts'

interface Ruled {
  readonly folder: string
  readonly rules: ReturnType<typeof loadRules>
}

/** One rule for each condition. */
function ruled(conditions: Readonly<Record<string, string>>): Ruled {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'rules'))
  for (const [name, condition] of Object.entries(conditions)) {
    const lines = [
      `title "${name}"`,
      'level low',
      `detect ${condition}`,
      'incident "{rpc.method}"',
      'suppress 1us by event.id',
    ]
    writeFileSync(join(folder, 'rules', `${name}.trip`), `rule ${name} {\n${lines.join('\n')}\n}\n`)
  }
  const rules = loadRules({ paths: [join(folder, 'rules')] })
  const errors = rules.problems.flatMap(({ diagnostics }) => diagnostics).filter(({ code }) => !code.startsWith('R8'))
  expect(errors).toEqual([])
  return { folder, rules }
}

async function incidentsOf(
  { folder, rules }: Ruled,
  name: string,
  content: string | Buffer,
): Promise<IncidentChange[]> {
  const path = join(folder, name)
  writeFileSync(path, content)
  const { sources } = await openInputs([path], {})
  const infos = sources.map(({ info }) => info)
  const evaluator = new Evaluator(rules.ruleset, infos, loginStage(rules.ruleset, []))
  const changes: IncidentChange[] = []
  for await (const { changes: found } of scan(sources, evaluator)) changes.push(...found)
  return [...changes, ...evaluator.end('undecided')]
}

const raisedBy = (changes: readonly IncidentChange[]): string[] =>
  changes.flatMap((change) => (change.kind === 'raised' ? [change.incident.ruleId] : []))

const transfer = (amount: unknown): string =>
  JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'transfer', params: { amount } })

describe('a large transfer', () => {
  const large = { large_transfer: 'message where rpc.method == "transfer" and rpc.params.amount > 1000' }

  test('is found in a capture', async () => {
    const conversation = new Conversation().upgrade()
    for (const amount of [5000, 50, '5000', 1001])
      conversation.send('client', clientFrame({ opcode: 1, payload: transfer(amount) }))
    const capture = writePcap(conversation.finish().packets)
    const changes = await incidentsOf(ruled(large), 'one.pcap', capture)
    expect(raisedBy(changes)).toEqual(['large_transfer', 'large_transfer'])
    expect(changes[0]).toMatchObject({ incident: { message: 'transfer' } })
  })

  test('is found in events as JSON, decoded or not', async () => {
    const event = (fields: object): string =>
      JSON.stringify({ '@timestamp': '2026-01-05T09:00:00Z', 'event.category': ['network', 'message'], ...fields })
    const lines = [
      event({ websocket: { payload: { text: transfer(5000) } } }),
      event({ 'websocket.payload.text': transfer(50) }),
      event({ rpc: { method: 'transfer', params: { amount: 2000 } } }),
    ]
    const changes = await incidentsOf(ruled(large), 'events.ndjson', `${lines.join('\n')}\n`)
    expect(raisedBy(changes)).toEqual(['large_transfer', 'large_transfer'])
  })
})

const subprotocol = (name: string) => {
  const header = { 'Sec-WebSocket-Protocol': name }
  return [upgradeRequest('/ws', header), upgradeResponse(header)] as const
}

test('binary messages of a capture are decoded, in pieces and together', async () => {
  const publish = (topic: string, text: string): Buffer =>
    Buffer.concat([Buffer.from([0x30, 2 + topic.length + text.length, 0, topic.length]), Buffer.from(topic + text)])
  const [door, window] = [publish('door/1', '{"open":true}'), publish('window/2', '{"open":false}')]
  const conversation = new Conversation()
    .upgrade(...subprotocol('mqtt'))
    .send('client', clientFrame({ opcode: 2, payload: door }))
    .send('client', clientFrame({ opcode: 2, payload: door.subarray(0, 7), fin: false }))
    .send('client', clientFrame({ opcode: 0, payload: door.subarray(7) }))
    .send('client', clientFrame({ opcode: 2, payload: Buffer.concat([door, window]) }))
    .finish()
  const rules = ruled({
    door_opened: 'message where mqtt.topic like "door/*" and mqtt.payload.open == true',
    window_opened: 'message where arraySearch(mqtt.packets, p, p.topic like "window/*" and p.payload.open == true)',
    window_named: 'message where mqtt.topic like "window/*"',
  })
  const changes = await incidentsOf(rules, 'one.pcap', writePcap(conversation.packets))
  expect(raisedBy(changes)).toEqual(['door_opened', 'door_opened', 'door_opened', 'window_named'])
  const [first] = changes
  const incident = first?.kind === 'raised' ? JSON.stringify(first.incident.document) : ''
  expect(incident).toContain('"topic":"door/1"')
  expect(incident).not.toContain('base64')
})

test('a debug log of Socket.IO, which has the event, has its arguments too', async () => {
  const log = readFileSync(join(import.meta.dirname, '../../connectors/socketio/samples/session.log'), 'utf8')
  const rules = ruled({
    event_with_arguments: 'message where socketio.event == "say" and socketio.args.0 == "hello"',
  })
  expect(raisedBy(await incidentsOf(rules, 'debug.log', log))).toContain('event_with_arguments')
})

test('a name that goes on and on is cut in an incident', async () => {
  const text = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'm'.repeat(5000) })
  const conversation = new Conversation()
    .upgrade()
    .send('client', clientFrame({ opcode: 1, payload: text }))
    .finish()
  const rules = ruled({ long_method: 'message where length(rpc.method) > 1000' })
  const [change] = await incidentsOf(rules, 'one.pcap', writePcap(conversation.packets))
  expect(change?.kind === 'raised' && JSON.stringify(change.incident.document)).not.toContain('m'.repeat(300))
})

test('whoever looks at the events of an input sees what could be asked for', () => {
  const conversation = new Conversation().upgrade().send('client', clientFrame({ opcode: 1, payload: transfer(5) }))
  const path = join(temporaryFolder(), 'one.pcap')
  writeFileSync(path, writePcap(conversation.finish().packets))
  const launcher = join(import.meta.dirname, '../../bin/tripline.cjs')
  const lines = execFileSync(process.execPath, [launcher, 'events', path], { encoding: 'utf8' }).trim().split('\n')
  const said = lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter((event) => 'rpc' in event)
  expect(said.map(({ rpc }) => rpc)).toEqual([{ version: '2.0', kind: 'request', id: '1', method: 'transfer' }])
})

test('an incident may tell what no condition asks for', () => {
  const folder = temporaryFolder()
  const said = JSON.stringify(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'pay', params: { to: 'DE02' } }))
  writeFileSync(
    join(folder, 'order_in_words.trip'),
    `rule order_in_words {
  title "Words"
  level low
  detect sequence with maxspan=1m step first = [message where websocket.payload.text like "*pay*"] step last = [close where true]
  incident "{rpc.method} to {first.rpc.params.to}"
  test "fires" {
    message { websocket.payload.text = ${said} }
    wait 1s
    close { websocket.close.code = 1000 }
    expect 1 incident { message = "pay to DE02" }
  }
  test "stays quiet" { close { websocket.close.code = 1000 } expect none }
}
`,
  )
  const { ruleset, problems } = loadRules({ paths: [folder] })
  expect(problems.flatMap(({ diagnostics }) => diagnostics.filter(({ code }) => !code.startsWith('R8')))).toEqual([])
  const [rule] = ruleset.rules
  expect(rule!.tests.map((one) => runTest(rule!, one, ruleset.layout).failures)).toEqual([[], []])
})

test('an answer is held against its request by id', async () => {
  const say = (payload: object): Buffer => clientFrame({ opcode: 1, payload: JSON.stringify(payload) })
  const conversation = new Conversation().upgrade()
  for (const id of [1, 2]) {
    conversation.send('client', say({ jsonrpc: '2.0', id, method: 'pay', params: {} }))
    conversation.send(
      'client',
      say(id === 1 ? { jsonrpc: '2.0', id, result: 1 } : { jsonrpc: '2.0', id, error: { code: 5 } }),
    )
  }
  const rules = ruled({
    failed_payment:
      'sequence by websocket.connection.id, rpc.id with maxspan=5s [message where rpc.method == "pay"] [message where rpc.error.code == 5]',
  })
  expect(raisedBy(await incidentsOf(rules, 'one.pcap', writePcap(conversation.finish().packets)))).toEqual([
    'failed_payment',
  ])
})

test('what a worker reads from the queue is decoded already', () => {
  const { rules } = ruled({ large_transfer: 'message where rpc.params.amount > 1000' })
  const { ruleset } = rules
  const info = { id: 's', categories: -1, latenessUs: 0 }
  const produced = new Evaluator(ruleset, [info], loginStage(ruleset, []))
  const batch = new Batch(ruleset.layout)
  const document = { '@timestamp': '2026-01-05T09:00:00Z', 'websocket.payload.text': transfer(5000) }
  const row = batch.add(1 << 2, 0, 0, 0, { id: () => 'm', document: () => document })
  batch.set(row, ruleset.layout.slot('websocket.payload.text'), document['websocket.payload.text'])
  const { changes, journal } = produced.evaluate({
    ...{ source: 's', n: 1, batch, resume: null },
    progress: { us: 1, nanos: 0, sequence: 0 },
  })
  expect(raisedBy(changes)).toEqual(['large_transfer'])
  const again = new Evaluator(ruleset, [info])
  again.replay(journal())
  expect(again.ruleCounters()[0]).toMatchObject({ matches: 1 })
})

test('the tests of a rule may give a message as it was said', () => {
  const folder = temporaryFolder()
  writeFileSync(
    join(folder, 'order_of_many.trip'),
    `rule order_of_many {
  title "Order"
  level low
  detect message where socketio.event == "order" and arraySearch(socketio.args.0.items, i, i.sku == "A7" and i.count > 100)
  incident "{socketio.event}"
  test "fires" {
    message { websocket.payload.text = "42[\\"order\\",{\\"items\\":[{\\"sku\\":\\"B1\\",\\"count\\":1},{\\"sku\\":\\"A7\\",\\"count\\":101}]}]" }
    expect 1 incident
  }
  test "stays quiet" {
    message { websocket.payload.text = "42[\\"order\\",{\\"items\\":[{\\"sku\\":\\"B1\\",\\"count\\":200},{\\"sku\\":\\"A7\\",\\"count\\":1}]}]" }
    expect none
  }
}
`,
  )
  const { ruleset, problems } = loadRules({ paths: [folder] })
  expect(problems).toEqual([])
  const [rule] = ruleset.rules
  expect(rule!.tests.map((one) => runTest(rule!, one, ruleset.layout).failures)).toEqual([[], []])
})
