// A source of type capture in a config → its id, and what of several of them is shown.
import { expect, test } from 'vitest'
import { type ConfiguredCapture, captureId } from '../../../src/app/run/capture-source.ts'
import { captureStates } from '../../../src/app/run/captures.ts'
import { captureCheck } from '../../../src/app/run/health.ts'
import { parseConfig } from '../../../src/config/parse.ts'
import { OperationalError } from '../../../src/errors.ts'

const configured = (yaml: string): ConfiguredCapture => {
  const parsed = parseConfig(`version: 1\nsources: [${yaml}]\n`)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.diagnostics))
  return parsed.config.sources[0] as ConfiguredCapture
}

// biome-ignore format: table
test.each([
  ['{ type: capture, interface: eth0 }',                          'capture:eth0'],
  ['{ type: capture, interface: any, filter: "tcp port 8080" }',  'capture:any:tcp port 8080'],
])('%s is called %s', (yaml, id) => {
  expect(captureId(configured(yaml))).toBe(id)
})

// biome-ignore format: table
test('a key log and a time of quiet can be named', () => {
  expect(configured('{ type: capture, interface: eth0, keys: keys.log }')).toMatchObject({ keys: 'keys.log' })
  expect(configured('{ type: captures, path: in, quiet: 30s }')).toMatchObject({ quiet: 30_000_000 })
})

// biome-ignore format: table
test.each([
  ['{ type: capture }',                                  'C104'],
  ['{ type: capture, interface: "" }',                   'C103'],
  ['{ type: capture, interface: eth0, port: 80 }',       'C102'],
])('%s is a mistake', (yaml, code) => {
  expect(parseConfig(`version: 1\nsources: [${yaml}]\n`)).toMatchObject({ ok: false, diagnostics: [{ code }] })
})

const info = (id: string) => ({ id, categories: 1, latenessUs: 0 })
const trouble = new OperationalError('CAPTURE_PRIVILEGE', { interface: 'eth1' })

test('only what listens is shown, with what it lacks', () => {
  const states = captureStates([
    { info: info('log') },
    {
      info: info('capture:eth0'),
      packets: () => ({ received: 3, dropped: 1 }),
      trouble: () => null,
      isListening: () => true,
    },
    {
      info: info('capture:eth1'),
      packets: () => ({ received: 0, dropped: 0 }),
      trouble: () => trouble,
      isListening: () => false,
    },
  ])
  expect(states).toEqual([
    { source: 'capture:eth0', received: 3, dropped: 1, isListening: true, trouble: null },
    { source: 'capture:eth1', received: 0, dropped: 0, isListening: false, trouble: trouble.message },
  ])
  expect(captureCheck(() => states).ask()).not.toBeNull()
  expect(captureCheck(() => states.slice(0, 1)).ask()).toBeNull()
})
