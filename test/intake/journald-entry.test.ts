// A line of journalctl's JSON → the entry: its message however it is written, and its place.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readEntry } from '../../src/intake/journald-entry.ts'

const cursor = 's=0123456789abcdef0123456789abcdef;i=1f;b=ab;m=1;t=2;x=3'
const entry = (fields: object): ReturnType<typeof readEntry> =>
  readEntry(JSON.stringify({ __CURSOR: cursor, ...fields }))
const messageOf = (MESSAGE: unknown): string | null => {
  const { message } = entry({ MESSAGE })!
  return message === null ? null : Buffer.from(message).toString()
}

// biome-ignore format: table
test.each([
  ['a text',                        'GET /ws',                          'GET /ws'],
  ['an empty text',                 '',                                 ''],
  ['bytes that are no UTF-8',       [71, 69, 84, 27],                   'GET\u001b'],
  ['several texts: the first',      ['one', 'two'],                     'one'],
  ['several that are bytes',        [[111, 110, 101], 'two'],           'one'],
  ['no bytes at all',               [],                                 null],
  ['too long for journalctl',       null,                               null],
  ['something else',                { a: 1 },                           null],
])('a message is %s', (_, written, message) => {
  expect(messageOf(written)).toBe(message)
})

test('an entry says who wrote it', () => {
  expect(
    entry({
      ...{ MESSAGE: 'x', PRIORITY: '6', SYSLOG_FACILITY: '3', SYSLOG_IDENTIFIER: 'nginx', _PID: '7' },
      ...{ _HOSTNAME: 'web1', _SYSTEMD_UNIT: 'nginx.service', __REALTIME_TIMESTAMP: '1767225600000001' },
    }),
  ).toMatchObject({
    cursor,
    us: 1_767_225_600_000_001,
    place: { sequence: '0123456789abcdef0123456789abcdef', number: 31 },
    stream: 'web1/nginx',
    fields: {
      'log.syslog.facility.code': 3,
      'log.syslog.severity.code': 6,
      'log.syslog.hostname': 'web1',
      'log.syslog.appname': 'nginx',
      'log.syslog.procid': '7',
      'systemd.unit': 'nginx.service',
    },
  })
})

test('a program without an identifier is known by its unit', () => {
  expect(entry({ MESSAGE: 'x', _SYSTEMD_UNIT: 'chat.service' })!.stream).toBe('/chat.service')
})

test('a cursor of another shape has no place, and is gone on from all the same', () => {
  expect(readEntry('{"__CURSOR":"elsewhere","MESSAGE":"x"}')).toMatchObject({ cursor: 'elsewhere', place: null })
})

test.each(['', '{', 'null', '[]', '"x"', '{"MESSAGE":"no cursor"}', '{"__CURSOR":7}'])('%s is no entry', (line) => {
  expect(readEntry(line)).toBeNull()
})

test('any values of the fields give an entry', () => {
  const fields = fc.constantFrom('MESSAGE', 'PRIORITY', 'SYSLOG_PID', '_HOSTNAME', '_SYSTEMD_UNIT', '__proto__')
  fc.assert(
    fc.property(fc.dictionary(fields, fc.jsonValue()), (drawn) => {
      expect(entry(drawn)).toMatchObject({ cursor })
    }),
  )
})
