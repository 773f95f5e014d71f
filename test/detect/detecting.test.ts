// Batches after detection: what was found stands in the row where a rule asks for it, and in the event.
import { expect, test } from 'vitest'
import { alsoRead } from '../../src/app/rules.ts'
import { compileRules } from '../../src/compiler/compile.ts'
import { Detecting, detectionNeeds } from '../../src/detect/detecting.ts'
import { Batch } from '../../src/event/batch.ts'
import { categoryBit } from '../../src/event/category.ts'
import { foundName, shownName, soughtOf, threats } from '../../src/event/found-fields.ts'
import { createLayout, filledWhole, type Layout } from '../../src/event/layout.ts'
import type { EventDocument, Value } from '../../src/event/value.ts'

const attack = '{"file":"../../etc/passwd"}'
const reason = 'climbs-to-system-file in $.file at 1: ../../etc/passwd'

function detected(event: EventDocument, asked: readonly string[], category: 'message' | 'handshake' = 'message') {
  const layout = createLayout([...asked, ...detectionNeeds(new Set(asked))])
  const batch = new Batch(layout)
  const row = batch.add(categoryBit(category), 0, 0, 0, { isCompact: false, id: () => 'x', document: () => event })
  for (const [slot, name] of layout.fields.entries()) batch.set(row, slot, event[name] ?? null)
  new Detecting().extend(batch)
  const read = (name: string): Value => batch.get(row, layout.slot(name))
  return { read, document: batch.origin(row).document() }
}

const inMessage = foundName({ threat: 'path_traversal', field: null })

test('what was found in a message is in its row and its document', () => {
  const { read, document } = detected({ 'websocket.payload.text': attack }, [inMessage])
  expect([read(inMessage), document[inMessage]]).toEqual([reason, reason])
})

test('a field of any event is asked for by its name', () => {
  const name = foundName({ threat: 'path_traversal', field: 'url.query' })
  const { read, document } = detected({ 'url.query': 'f=/etc/passwd' }, [name], 'handshake')
  const found = 'names-system-file in url.query.f at 1: /etc/passwd'
  expect([read(name), document[shownName('path_traversal')]]).toEqual([found, found])
})

test('of several values each is looked at', () => {
  const name = foundName({ threat: 'path_traversal', field: 'mqtt.text' })
  expect(detected({ 'mqtt.text': ['x', '/etc/passwd'] }, [name]).read(name)).toContain('names-system-file')
})

test('what an event says itself stands', () => {
  const event = { 'websocket.payload.text': attack, [inMessage]: 'told' }
  const { read, document } = detected(event, [inMessage])
  expect([read(inMessage), document[inMessage]]).toEqual(['told', 'told'])
})

test('only messages are looked at as a whole, and nothing is where no rule asks', () => {
  expect(detected({ 'websocket.payload.text': attack }, [inMessage], 'handshake').read(inMessage)).toBeNull()
  expect(detected({ 'websocket.payload.text': attack }, ['websocket.payload.text']).document).toEqual({
    'websocket.payload.text': attack,
  })
})

test('a message that was not looked at to its end says so', () => {
  const long = ' '.repeat((1 << 20) + 1)
  const { read, document } = detected({ 'websocket.payload.text': long }, [inMessage, 'tripline.found.partial'])
  expect([read('tripline.found.partial'), document['tripline.found.partial']]).toEqual([true, true])
})

test.each(threats)('names for %s are read back', (threat) => {
  for (const field of [null, 'rpc.params.q']) expect(soughtOf(foundName({ threat, field }))).toEqual({ threat, field })
})

test('names of other fields stand for nothing', () => {
  for (const name of ['tripline.found.partial', 'tripline.found_in.sqli', 'tripline.found_in.x.y', 'user.name'])
    expect(soughtOf(name)).toBeNull()
})

test.each([
  ['client', 'message where websocket.direction == "client" and path_traversal()'],
  [
    'client',
    'sequence with maxspan=1m [message where websocket.direction == "client" and (sqli() or path_traversal())] [message]',
  ],
  [null, 'message where path_traversal()'],
  [null, 'message where websocket.direction in ("client", "server") and path_traversal()'],
  [null, 'message where websocket.direction == "client" or path_traversal()'],
])('of messages of which direction something is asked (%s): %s', (direction, query) => {
  const { layout } = compileRules([rule('paths_of_clients', query)], { alsoRead }).ruleset
  expect(layout.direction?.(layout.slot(inMessage)) ?? null).toBe(direction)
})

test('nobody looks for what no rule would ask of a message', () => {
  const ofClients = rule('paths_of_clients', 'message where websocket.direction == "client" and path_traversal()')
  const layoutOf = (...files: readonly ReturnType<typeof rule>[]) => compileRules(files, { alsoRead }).ruleset.layout
  const found = (direction: Value, ...files: readonly ReturnType<typeof rule>[]): Value =>
    foundBy(layoutOf(...files), direction)
  const foundBy = (layout: Layout, direction: Value): Value => {
    const batch = new Batch(layout)
    const origin = { isCompact: false, id: () => 'x', document: () => ({}) }
    const row = batch.add(categoryBit('message'), 0, 0, 0, origin)
    batch.set(row, layout.slot('websocket.payload.text'), attack)
    batch.set(row, layout.slot('websocket.direction'), direction)
    new Detecting().extend(batch)
    return batch.get(row, layout.slot(inMessage))
  }
  expect([found('client', ofClients), found('server', ofClients)]).toEqual([reason, null])
  expect(found(['client'], ofClients)).toBe(reason)
  const ofOthers = rule('paths_of_others', 'message where websocket.direction == "outbound" and path_traversal()')
  expect([found('outbound', ofOthers), found('server', ofOthers)]).toEqual([reason, null])
  expect(foundBy(filledWhole(layoutOf(ofClients)), 'server')).toBe(reason)
  const ofAll = rule('whatever_else_is_asked', 'message where path_traversal()')
  expect(found('server', ofClients, ofAll)).toBe(reason)
  const ofPartial = rule('whatever_else_is_asked', 'message where tripline.found.partial == true')
  expect(found('server', ofClients, ofPartial)).toBe(reason)
})

const rule = (name: string, query: string) => ({
  path: `${name}.trip`,
  text: `language 1

rule ${name} {
  title "${name}"
  level low

  detect
    ${query}
}
`,
})
