// Operators where values belong, and script that leaves its text; prices, schemas and code that is only talked about.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Piece } from '../../../src/detect/detector.ts'
import { nosqli } from '../../../src/detect/nosqli/detector.ts'

const find = (text: string, kind: Piece['kind'] = 'value') =>
  nosqli.find({ text, written: text, kind, place: '$', undone: [] })

test.each(['$ne', '$gt', '$WHERE', '$regex', '$nin', '$or'])('the name %s is an operator', (name) =>
  expect(find(name, 'key')?.shape).toBe('operator-as-name'),
)

test.each([
  ['token[$gt]', 'operator-in-form', 'key'],
  ['name=eve&token[$regex]=^a', 'operator-in-form', 'value'],
  ['{ $nin: [1] }', 'operator-in-text', 'value'],
  ["x', $where: 'sleep(1)", 'operator-in-text', 'value'],
  ['{"role": {"$exists": true}}', 'operator-in-text', 'text'],
  ["' || this.role.match(/a/) || '", 'script-condition', 'value'],
  ["eve' || '7'=='7", 'script-tautology', 'value'],
  ["eve' || 7 || '", 'script-tautology', 'value'],
  ["'; return tojson(this); '", 'script-statement', 'value'],
  ["' + tojson(db.rooms) + '", 'database-call', 'value'],
  [';sleep(700)', 'script-statement', 'value'],
  ['}, { token: /^a/', 'object-breakout', 'value'],
  ['`\'"{;$Eve}', 'quotes-probe', 'value'],
  ['0 || 2 === 2', 'script-tautology', 'value'],
  ["';return true;//", 'script-statement', 'value'],
  ['";while(1){};"', 'script-statement', 'value'],
  ["';d=new Date();", 'script-statement', 'value'],
  ["'; db.rooms.drop();", 'database-call', 'value'],
  ["'; require('child_process').exec('x')", 'server-script', 'value'],
  ["a'; return db.rooms.find();//", 'script-statement', 'value'],
  ['function() { return true }', 'script-function', 'value'],
  ["' || sleep(5000) || '", 'script-statement', 'value'],
  ["'}) MATCH (n) DETACH DELETE n //", 'graph-query', 'value'],
  ["eve' ALLOW FILTERING; --", 'query-clause', 'value'],
  ["redis.call('FLUSHALL')", 'server-script', 'value'],
  ['x\r\nFLUSHALL\r\n', 'line-command', 'value'],
  ['*1\r\n$8\r\nFLUSHALL\r\n', 'line-command', 'value'],
  ['$where=1', 'operator-in-form', 'value'],
  ['7 && this.role', 'script-condition', 'value'],
] as const)('%s is %s', (text, shape, kind) => expect(find(text, kind)?.shape).toBe(shape))

test.each([
  ["}, { name: 'Ann' }", 'value'],
  ['$type', 'key'],
  ['$ref', 'key'],
  ['$limit', 'key'],
  ['$in the end', 'key'],
  ['costs $12, in $US: 13', 'value'],
  ['query ($in: String) { rooms(where: $in) { id } }', 'value'],
  ['say $where: to meet', 'value'],
  ['if (a == 1 || b == 2) return; // as in this.name', 'value'],
  ['rock && roll; return to sender', 'value'],
  ['the call db.rooms.find() is slow', 'value'],
  ["it's done; do {} or while away the time", 'value'],
  ['I require "fs" and process.env', 'value'],
  ["const fs = require('fs')", 'value'],
  ["if (a[0] && this.open || b('x') > 1 && this.size) go()", 'value'],
  ['a function that returns true', 'value'],
  ['flush all\r\nset x to y', 'value'],
  ["it's a match (of sorts); allow filtering later", 'value'],
] as const)('%s stays quiet', (text, kind) => expect(find(text, kind)).toBeNull())

test('what stands before it hides nothing, and no text makes it throw', () => {
  fc.assert(
    fc.property(fc.lorem(), fc.string(), (prose, any) => {
      expect(find(`${prose}', $where: '1 == 1`)?.shape).toBe('operator-in-text')
      find(any)
      find(`${any}$ne`, 'key')
    }),
    { numRuns: 50 },
  )
})
