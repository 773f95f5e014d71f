// Debug lines in their order: whose message is whose, and when nobody can know.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { socketio } from '../../../connectors/socketio/connector.ts'
import { Batch } from '../../../src/event/batch.ts'
import { createLayout } from '../../../src/event/layout.ts'
import { columnsOf, documentsOf, read, readText, request } from '../read.ts'

const line = (text: string, index: number): string => `2026-11-22T04:55:12.${String(index).padStart(3, '0')}Z ${text}\n`

const log = (...lines: readonly string[]): string => lines.map(line).join('')

const hello = (sid: string): string => `engine handshaking client "${sid}"`
const says = (text: string): string => `engine:ws received "${text}"`
const bye = 'socket.io:client client close with reason transport close'
const polls = 'engine handling "GET" http request "/socket.io/?EIO=4&transport=polling&t=x"'
const upgrades = 'engine upgrading existing transport'

/** Of each event its kind and its connection: `message a`. */
const told = (...lines: readonly string[]): readonly string[] =>
  documentsOf(readText(socketio, log(...lines)))
    .map((event) => `${(event['event.category'] as string[])[1]} ${event['websocket.connection.id'] ?? '?'}`)
    .filter((words) => !words.startsWith('request'))

test.each([
  ['one client', [hello('a'), says('40'), bye], ['handshake a', 'message a', 'connection a']],
  [
    'two clients',
    [hello('a'), hello('b'), says('2'), bye],
    ['handshake a', 'handshake b', 'message ?', 'connection ?'],
  ],
  [
    'one that leaves while another comes',
    [hello('a'), says('41'), hello('b'), says('40'), bye, says('2')],
    ['handshake a', 'message a', 'handshake b', 'message b', 'connection a', 'message b'],
  ],
  [
    'two that go',
    [hello('a'), hello('b'), bye, says('2'), bye, hello('c'), says('2')],
    ['handshake a', 'handshake b', 'connection ?', 'message ?', 'connection ?', 'handshake c', 'message c'],
  ],
  ['one that polls', [polls, hello('a'), bye], []],
  [
    'one that is upgraded',
    [polls, hello('a'), upgrades, says('2probe'), bye],
    ['handshake a', 'message a', 'connection a'],
  ],
  [
    'one of two that is upgraded',
    [polls, hello('a'), polls, hello('b'), upgrades, says('2probe')],
    ['handshake ?', 'message ?'],
  ],
  ['one that polls beside one that does not', [polls, hello('a'), hello('b'), says('2')], ['handshake b', 'message b']],
  ['a log that begins in the middle', [says('2'), hello('a'), says('2')], ['message ?', 'handshake a', 'message ?']],
  [
    'a server that begins again',
    [says('2'), 'socket.io:server creating engine.io instance with opts {}', hello('a'), says('2')],
    ['message ?', 'handshake a', 'message a'],
  ],
  ['a refusal', ['engine unknown sid "x"'], ['handshake ?']],
  ['a refusal over polling', [polls, 'engine unknown sid "x"'], []],
  [
    'what the server sends',
    [hello('a'), 'engine:socket sending packet "message" (2["hi"])', 'engine:socket sending packet "ping" (undefined)'],
    ['handshake a', 'message a', 'message a'],
  ],
])('%s', (_what, lines, expected) => {
  expect(told(...lines)).toEqual(expected)
})

const messagesOf = (...lines: readonly string[]) => documentsOf(readText(socketio, log(hello('a'), ...lines))).slice(1)

test.each([
  ['420["say","hello"]', '/', 'say', ['hello']],
  ['42/admin,7["say",{"a":1},null]', '/admin', 'say', ['{"a":1}', 'null']],
  ['40{"token":"x"}', '/', undefined, ['{"token":"x"}']],
  ['41/admin,', '/admin', undefined, undefined],
  ['43[true]', '/', undefined, ['true']],
  ['451-["put",{"_placeholder":true,"num":0}]', '/', 'put', ['{"_placeholder":true,"num":0}']],
  ['42["cut', '/', undefined, undefined],
  ['42[1,2]', '/', undefined, ['1', '2']],
  ['2probe', undefined, undefined, undefined],
])('%s is of namespace %s, event %s, with %j', (text, namespace, event, args) => {
  const [message] = messagesOf(says(text))
  expect([message!['socketio.namespace'], message!['socketio.event'], message!['socketio.args']]).toEqual([
    namespace,
    event,
    args,
  ])
  expect(message!['websocket.payload.text']).toBe(text)
})

test('what follows a packet with attachments is binary, as many times as it says', () => {
  const messages = messagesOf(says('452-["put"]'), says('42 bytes'), says(''), says('2'))
  expect(messages.map((message) => message['websocket.message.type'])).toEqual(['text', 'binary', 'binary', 'text'])
  expect(messages[1]!['websocket.payload.text']).toBeUndefined()
})

test.each([
  ['transport error', 'transport'],
  ['ping timeout', 'transport'],
  ['server shutting down', 'server'],
  ['transport close', undefined],
])('a close with reason %s is by %s', (reason, by) => {
  const [ending] = messagesOf(`socket.io:client client close with reason ${reason}`)
  expect([ending!['event.reason'], ending!['websocket.close.by']]).toEqual([reason, by])
})

test.each([
  [
    '\u001b[38;5;169;1mengine:ws \u001b[0mreceived "2" \u001b[38;5;169m+5ms\u001b[0m',
    'no time: written for a terminal',
  ],
  ['{"level":"info"}', 'not a debug line'],
])('%s is put aside as %j', (text, reason) => {
  expect(readText(socketio, `${text}\n`).unread.map((unread) => unread.reason)).toEqual([reason])
})

test('lines of other parts of a program are left out without a word', () => {
  const { batch, unread } = readText(
    socketio,
    `${log('express:router dispatching GET /', 'engine something new')}ready on 3000\n`,
  )
  expect([batch.length, unread]).toEqual([0, []])
})

const anyLine = fc.oneof(
  fc.constantFrom('a', 'b', 'c').map(hello),
  fc.constantFrom('40', '41', '2', '42["say","grüß"]', '451-["x"]', 'bytes', '').map(says),
  fc.constantFrom(bye, polls, upgrades, 'engine writing headers: {}', 'engine unknown sid "x"'),
  fc.constantFrom('engine:socket sending packet "message" (2["hi"])', 'socket.io:server creating engine.io instance'),
  fc.string(),
)

const wanted = createLayout([
  'event.id',
  'websocket.connection.id',
  'websocket.payload.text',
  'socketio.event',
  'event.start',
])

test('the events do not depend on how the bytes come', () => {
  fc.assert(
    fc.property(fc.array(anyLine), fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1 }), (lines, cuts) => {
      const bytes = Buffer.from(log(...lines))
      expect(columnsOf(read(socketio, bytes, { wanted, cuts }))).toEqual(columnsOf(read(socketio, bytes, { wanted })))
    }),
  )
})

test('a reader that goes on from what another remembered tells the same', () => {
  fc.assert(
    fc.property(fc.array(anyLine), fc.nat(), (lines, at) => {
      const texts = lines.map((text, index) => Buffer.from(line(text, index)))
      const whole = readInTurn(texts, texts.length)
      expect(readInTurn(texts, at % (texts.length + 1))).toEqual(whole)
    }),
  )
})

/** Read by one reader up to a line, and from there on by a second that knows what the first remembered. */
function readInTurn(lines: readonly Buffer[], at: number): unknown {
  const context = { source: 'sample', wanted, aside: { put: () => {} }, request }
  const batch = new Batch(wanted)
  let reader = socketio.open(null, context)
  let offset = 0
  for (const [index, bytes] of lines.entries()) {
    if (index === at) reader = socketio.open(null, context, JSON.parse(JSON.stringify(reader.save!())))
    offset += reader.read(bytes, offset, false, batch)
  }
  return columnsOf({ batch })
}

test('what is remembered is the same object until something changes', () => {
  const reader = socketio.open(null, { source: 'sample', wanted, aside: { put: () => {} }, request })
  const give = (text: string): unknown => {
    reader.read(Buffer.from(log(text)), 0, false, new Batch(wanted))
    return reader.save!()
  }
  const first = give(hello('a'))
  expect(give('engine:ws closing')).toBe(first)
  expect(give(says('2'))).not.toBe(first)
})

test('no bytes make it throw', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void read(socketio, bytes, { cuts: [5] })))
})
