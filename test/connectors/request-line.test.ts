// Request lines and targets as proxies log them.
import { expect, test } from 'vitest'
import { parseRequestLine, parseTarget } from '../../connectors/request-line.ts'

test.each([
  ['GET /ws HTTP/1.1', { method: 'GET', target: '/ws', version: '1.1' }],
  ['GET /a b HTTP/1.1', { method: 'GET', target: '/a b', version: '1.1' }],
  ['GET /ws', { method: 'GET', target: '/ws', version: null }],
  ['M-SEARCH * HTTP/1.1', { method: 'M-SEARCH', target: '*', version: '1.1' }],
  ['', null],
  ['GET', null],
  ['GET  HTTP/1.1', null],
  [' /ws HTTP/1.1', null],
  ['\x16\x03\x01 \x00', null],
])('%j', (text, expected) => {
  expect(parseRequestLine(text)).toEqual(expected)
})

test.each([
  ['/ws', '/ws', null, null],
  ['/ws?a=1?b', '/ws', 'a=1?b', null],
  ['/?', '/', '', null],
  ['ws://h.example:80/ws?a', '/ws', 'a', 'h.example:80'],
  ['http://u:p@h.example', '/', null, 'h.example'],
  ['http:///x', '/x', null, null],
  ['/ws/eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2ln/4?a=b', '/ws/***/4', 'a=b', null],
])('target %s', (target, path, rawQuery, host) => {
  expect(parseTarget(target)).toEqual({ path, rawQuery, host })
})
