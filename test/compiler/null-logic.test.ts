// Null, arrays, addresses, times and case: what a condition says of values that are not plain.
import { describe, expect, test } from 'vitest'
import { holds } from './evaluate.ts'

const cases = (
  title: string,
  rows: readonly (readonly [
    string,
    Readonly<Record<string, string | number | boolean | readonly string[]>>,
    boolean,
  ])[],
) =>
  describe(title, () => {
    test.each(rows)('%s over %j is %s', (condition, fields, expected) => {
      expect(holds(condition, fields)).toBe(expected)
    })
  })

cases('null', [
  ['user.name == "a"', {}, false],
  ['not user.name == "a"', {}, false],
  ['user.name != "a"', {}, false],
  ['user.name == null', {}, true],
  ['user.name != null', {}, false],
  ['not user.name == null', {}, false],
  ['not user.name != null', {}, true],
  ['null == (source.port > 1)', {}, true],
  ['(source.port > 1) == null', { 'source.port': 5 }, false],
  ['source.port > 1 or true', {}, true],
  ['not (source.port > 1 and false)', {}, true],
  ['not (source.port > 1 or false)', {}, false],
  ['user.name in ("a", "b")', {}, false],
  ['user.name not in ("a", "b")', {}, false],
  ['user.name not in ("a", "b")', { 'user.name': 'c' }, true],
  ['?missing == null', {}, true],
])

cases('a dynamic field of another type', [
  ['?amount > 1000', { amount: 2000 }, true],
  ['?amount > 1000', { amount: '2000' }, false],
  ['not ?amount > 1000', { amount: '2000' }, false],
  ['?amount == ?other', { amount: 1, other: 1 }, true],
])

cases('an array', [
  ['event.type == "start"', { 'event.type': ['info', 'start'] }, true],
  ['event.type != "start"', { 'event.type': ['info', 'start'] }, false],
  ['event.type != "start"', { 'event.type': ['info', 'end'] }, true],
  ['event.type : "ST*"', { 'event.type': ['info', 'start'] }, true],
  ['startsWith(event.type, "st")', { 'event.type': ['info', 'start'] }, true],
  ['not startsWith(event.type, "st")', { 'event.type': ['info', 'start'] }, false],
  ['length(event.type) > 4', { 'event.type': ['info', 'start'] }, true],
  ['event.type in ("start", "x")', { 'event.type': ['info', 'start'] }, true],
])

cases('an address', [
  ['source.ip == "2001:db8::1"', { 'source.ip': '2001:0DB8:0:0::1' }, true],
  ['source.ip == "192.0.2.1"', { 'source.ip': '::ffff:192.0.2.1' }, true],
  ['source.ip == "192.0.2.0/24"', { 'source.ip': '192.0.2.77' }, true],
  ['source.ip in ("192.0.2.1", "10.0.0.0/8")', { 'source.ip': '10.9.8.7' }, true],
  ['source.ip == client.ip', { 'source.ip': '::1', 'client.ip': '0:0::1' }, true],
  ['source.ip != client.ip', { 'source.ip': '10.0.0.1', 'client.ip': '10.0.0.2' }, true],
])

cases('a time', [
  ['@timestamp > "2027-01-31"', { '@timestamp': '2027-01-31T00:00:00.000000001Z' }, true],
  ['@timestamp <= "2027-01-31T12:00:00+02:00"', { '@timestamp': '2027-01-31T10:00:00Z' }, true],
  [
    'event.start < event.end',
    { 'event.start': '2027-01-31T10:00:00.000000001Z', 'event.end': '2027-01-31T10:00:00.000000002Z' },
    true,
  ],
])

cases('upper and lower case', [
  ['user.name == "Root"', { 'user.name': 'root' }, false],
  ['user.name : "Root"', { 'user.name': 'rOOT' }, true],
  ['user.name like "r?o*"', { 'user.name': 'root' }, true],
  ['user.name like "R*"', { 'user.name': 'root' }, false],
  ['user.name like~ "R*"', { 'user.name': 'root' }, true],
  ['user.name in~ ("ROOT")', { 'user.name': 'root' }, true],
  ['user.name regex "r.*t"', { 'user.name': 'ro\not' }, true],
  ['user.name regex "oo"', { 'user.name': 'root' }, false],
  ['user.name regex~ "R[O]+T"', { 'user.name': 'root' }, true],
])
