// The `format` setting of an nginx source: what it takes, and where it points when it cannot.
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { nginx } from '../../../connectors/nginx/connector.ts'
import { configureFormat } from '../../../connectors/nginx/format.ts'
import { render } from '../../../src/diagnostic/render.ts'
import { golden } from '../../cases.ts'
import { documentsOf, readText } from '../read.ts'

describe('what a mistake in a format looks like', () => {
  golden(join(import.meta.dirname, 'formats'), '.format', '.txt', (text, file) => printed(text, file))

  golden(join(import.meta.dirname, 'formats'), '.json', '.txt', (text, file) => printed(JSON.parse(text), file))
})

function printed(format: unknown, file: string): string {
  const configured = configureFormat({ format })
  if (configured.ok) throw new Error(`${file} was taken`)
  return configured.diagnostics.map((diagnostic) => `${render(diagnostic, configured.text, file)}\n`).join('')
}

test.each([
  [{}, 3],
  [{ format: 'auto' }, 3],
  [{ format: 'combined' }, 1],
  [{ format: 'json' }, 1],
  [{ format: '$msec $status' }, 1],
])('%j reads that many kinds of line', (settings, kinds) => {
  const configured = configureFormat(settings)
  expect(configured.ok && configured.config.length).toBe(kinds)
})

test.each([
  ['$msec $remote_addr$remote_user', 'F106', '$remote_user'],
  ['$status $request', 'F107', '$status $request'],
  ['no variable', 'F107', ''],
  ['$msec $', 'F102', '$'],
])('%j is %s at %j', (format, code, at) => {
  const configured = configureFormat({ format })
  if (configured.ok) throw new Error('it was taken')
  expect(configured.diagnostics.map((diagnostic) => diagnostic.code)).toEqual([code])
  const { start, end } = configured.diagnostics[0]!.primary.span
  expect(configured.text.slice(start, end)).toBe(at)
})

test.each([
  ['$msec $uri$is_args$args', '1.5 /ws?a=1', '/ws', 'a=1'],
  ['$msec $uri$is_args$args', '1.5 /ws', '/ws', undefined],
  ['$msec $document_uri $query_string', '1.5 /ws a=1', '/ws', 'a=1'],
  ['$msec "$request_method $request_uri $server_protocol"', '1.5 "GET /ws?a=1 HTTP/1.1"', '/ws', 'a=1'],
])('a target is read from %s', (format, line, path, query) => {
  const [document] = documentsOf(readText(nginx, `${line}\n`, { settings: { format } }))
  expect([document?.['url.path'], document?.['url.query']]).toEqual([path, query])
})
