// Mistakes in how the config says that sources are read: all of them are told before anything starts.
import { expect, test } from 'vitest'
import { checkConnectors } from '../../../src/app/run/check-connectors.ts'
import { parseConfig } from '../../../src/config/parse.ts'
import { OperationalError } from '../../../src/errors.ts'

/** The first line of each. */
function mistakes(yaml: string): readonly string[] {
  const parsed = parseConfig(`version: 1\n${yaml}\n`)
  if (!parsed.ok) throw new Error(parsed.diagnostics.map(({ message }) => message).join())
  try {
    checkConnectors(parsed.config)
    return []
  } catch (error) {
    if (!(error instanceof OperationalError)) throw error
    return error.message.split(/\n\n(?=\w+\.)/).map((text) => `${error.code} ${text.split('\n')[0]}`)
  }
}

test.each([
  ['{ type: file, path: x, connector: nginks }', /^CONFIG_INVALID sources\.0: There is no connector nginks/],
  [
    '{ type: file, path: x, connector: nginx, format: "$msec $remote_addr$host" }',
    /^CONFIG_INVALID sources\.0: error\[F106\]/,
  ],
  ['{ type: file, path: x, connector: generic, mapping: { time: a } }', /^CONFIG_INVALID sources\.0: error\[M105\]/],
  ['{ type: syslog, listen: "127.0.0.1:5514", connector: haproxy, timezone: Mars }', /sources\.0: error\[F109\]/],
  ['{ type: syslog, listen: "127.0.0.1:5514", timezone: UTC }', /sources\.0: .* needs its connector/],
  ['{ type: journald, connector: nginks }', /sources\.0: There is no connector nginks/],
])('%s is no source', (source, mistake) => {
  expect(mistakes(`sources: [${source}]`)).toEqual([expect.stringMatching(mistake)])
})

test('what shippers send is looked at as well, and all mistakes are told', () => {
  const streams = 'shippers: { streams: [{ match: /a, connector: nginx }, { match: /b, connector: nginks }] }'
  expect(mistakes(`sources: [{ type: file, path: x, connector: nginks }]\n${streams}`)).toEqual([
    expect.stringMatching(/sources\.0: /),
    expect.stringMatching(/shippers\.streams\.1: /),
  ])
})

test('what can be read has no mistake', () => {
  const sources = [
    '{ type: captures, path: x }',
    '{ type: file, path: x }',
    '{ type: file, path: x, connector: nginx }',
  ]
  expect(mistakes(`sources: [${sources}, { type: journald }]`)).toEqual([])
})
