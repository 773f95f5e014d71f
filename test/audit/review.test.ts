// The eight questions of a review, each by what answers it one way or the other.
import { describe, expect, test } from 'vitest'
import { questions } from '../../src/audit/review.ts'
import { answerOf, reviewsOf, type Seen, say } from './see.ts'

const { handshake, byCookie, client, server, close, login, end } = say
const foreign = { 'http.request.origin': 'https://prizes.example.net', 'http.request.origin_foreign': true }
const home = { 'http.request.origin': 'https://chat.example.com', 'http.request.origin_foreign': false }
const attack = '{"file":"../../../../etc/passwd"}'
const log = { 'event.dataset': 'nginx' }

// biome-ignore format: table
const cases: Readonly<Record<keyof typeof questions, readonly (readonly [name: string, said: string, events: readonly Seen[]])[]>> = {
  origin: [
    ['a foreign origin that got in',   'fail: 1 handshake from foreign origins was accepted, 1 refused.', [handshake(foreign), handshake({ ...foreign, 'event.outcome': 'failure' })]],
    ['a browser without one',          'fail: 1 handshake from foreign origins was accepted.', [handshake({ 'http.request.origin_foreign': true })]],
    ['one that was refused',           'pass: The one handshake from foreign origins was refused.', [handshake(home), handshake({ ...foreign, 'event.outcome': 'failure' })]],
    ['nobody but the site',            'not_seen: Nobody came from a foreign origin: whether one would be refused is not known.', [handshake(home)]],
    ['programs alone',                 'not_seen: No handshake had an Origin.', [handshake()]],
  ],
  csrf: [
    ['a cookie alone',                 'fail: In 1 of 1 connection nothing but a cookie spoke for the user.', [byCookie(), client('{"join":"lobby"}')]],
    ['a token in the first message',   'pass: 1 connection that a cookie spoke for brought a token as well.', [byCookie(), client('{"csrfToken":"8f1c"}'), client('hello')]],
    ['a token in the second',          'fail: In 1 of 1 connection nothing but a cookie spoke for the user.', [byCookie(), client('hello'), client('{"csrfToken":"8f1c"}')]],
    ['a token in the handshake',       'pass: 1 connection that a cookie spoke for brought a token as well.', [byCookie({ 'url.query': 'xsrf=***&room=4' }), client('hello')]],
    ['no cookie',                      'not_seen: No connection was made with a cookie.', [handshake(), client('hello')]],
    ['a log',                          'not_seen: A log does not show first messages.', [byCookie(log)]],
  ],
  users: [
    ['a session',                      'pass: It is known who spoke: in 1 of 1 connection.', [byCookie(), client('hello'), end()]],
    ['a login after the first word',   'pass: It is known who spoke: in 1 of 1 connection.', [handshake(), client('hello'), login, client('again'), end()]],
    ['nobody',                         'fail: In 1 of 1 connection somebody spoke, and neither session nor login told who.', [handshake(), client('hello'), server(), end()]],
    ['only the server speaks',         'not_seen: No client said anything.', [handshake(), server(), end()]],
    ['a log',                          'not_seen: A log does not show messages.', [handshake(log), end(log)]],
  ],
  url: [
    ['a token',                        'fail: A credential stood in the URL of 1 of 1 handshake.', [handshake({ 'url.query': 'access_token=***' })]],
    ['a session made from the query',  'fail: A credential stood in the URL of 1 of 1 handshake.', [handshake({ 'session.from': 'query' })]],
    ['a token against forgery is none', 'pass: None stood in the URL of 1 handshake.', [handshake({ 'url.query': 'csrf_token=***&room=4' })]],
    ['one that was refused',           'not_seen: No handshake was seen.', [handshake({ 'url.query': 'token=***', 'event.outcome': 'failure' })]],
  ],
  inputs: [
    ['an attack that was answered',    'fail: 1 message with path traversal was taken: the server went on talking.', [handshake(), client(attack), server(), end()]],
    ['an attack that ended it',        'pass: The server closed the connection of 1 message with path traversal.', [handshake(), client(attack), close(1008), end()]],
    ['an attack and no answer',        'not_seen: 1 message with path traversal came, and the server said nothing more: what became of it is not known.', [handshake(), client(attack), end()]],
    ['ordinary talk',                  'not_seen: None of 2 messages looks like an attack.', [handshake(), client('hello'), server()]],
    ['a log',                          'not_seen: A log does not show messages.', [handshake(log)]],
  ],
  limits: [
    ['a large message',                'fail: The server put up with a message of 20,000,000 bytes.', [handshake(), client('x', { 'websocket.message.bytes': 20_000_000, 'websocket.message.fragments': 1 })]],
    ['fragments and a long life',      'fail: The server put up with a message in 5,000 fragments and a connection of 25 hours.', [handshake(), client('x', { 'websocket.message.fragments': 5000 }), end({ 'event.duration': 90_000e9 })]],
    ['too big, says the server',       'pass: The server ended 1 connection at a limit.', [handshake(), client('x'), close(1009), end()]],
    ['nothing near it',                'not_seen: No limit was reached; the most was 5 bytes, 1 fragment and 60 s.', [handshake(), client('hello', { 'websocket.message.fragments': 1 }), end({ 'event.duration': 60e9 })]],
  ],
  logged: [
    ['a user in each line',            'pass: With a user: 1 of 1 logged connection.', [handshake(log), end({ ...log, 'user.name': 'alice' })]],
    ['none in some',                   'fail: Without a user: 1 of 2 logged connections.', [end({ ...log, 'user.name': 'alice' }), end({ ...log, 'websocket.connection.id': 'c2' })]],
    ['no log',                         'not_seen: No log of these connections was given.', [handshake(), end()]],
  ],
  wire: [
    ['a capture',                      'pass: 1 message was read on the wire.', [handshake(), client('hello')]],
    ['a log alone',                    'fail: Only a log was seen: it ends at the handshake.', [handshake(log)]],
  ],
}

describe.each(Object.keys(questions) as (keyof typeof questions)[])('%s', (question) => {
  test.each(cases[question])('%s', (_, said, events) => {
    expect(answerOf(question, events)).toBe(said)
  })
})

test('what names one thing among many makes no endpoint, and the busiest comes first', () => {
  const rooms = ['/rooms/1', '/rooms/2', '/rooms/f47ac10b-58cc-4372-a567-0e02b2c3d479', '/admin'].map((path, i) =>
    handshake({ 'url.path': path, 'websocket.connection.id': `c${i}` }),
  )
  expect(reviewsOf(rooms).map(({ endpoint }) => [endpoint.path, endpoint.connections])).toEqual([
    ['/rooms/*', 3],
    ['/admin', 1],
  ])
})

test('a log without hosts is of the endpoint that a capture shows, where there is one of that path', () => {
  const line = { ...log, 'url.domain': null, 'websocket.connection.id': 'l1' }
  const one = reviewsOf([handshake(), handshake(line), end(line)])
  expect(one.map(({ endpoint }) => [endpoint.domain, endpoint.seen, endpoint.lines.withoutUser])).toEqual([
    ['chat.example.com', { onTheWire: true, inALog: true }, 1],
  ])
  const other = handshake({ 'url.domain': 'b.example.com', 'websocket.connection.id': 'c2' })
  expect(reviewsOf([handshake(), other, handshake(line)])).toHaveLength(3)
})

test('how events come in batches changes nothing', () => {
  const events = [handshake(), client(attack), login, server(), client('hello'), close(1000), end()]
  const [whole] = reviewsOf(events)
  for (const size of [1, 2, 3]) expect(reviewsOf(events, size)[0]!.answers).toEqual(whole!.answers)
})

test('a flood of endpoints is counted and not kept', () => {
  const many = Array.from({ length: 1200 }, (_, i) =>
    handshake({
      'url.path': `/p${String.fromCharCode(97 + (i % 26))}x${'y'.repeat(i / 26)}`,
      'websocket.connection.id': `c${i}`,
    }),
  )
  expect(reviewsOf(many)).toHaveLength(1000)
})
