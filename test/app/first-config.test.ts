// What `tripline init` writes is a config, whatever was seen.
import { expect, test } from 'vitest'
import { type FirstConfig, firstConfig } from '../../src/app/first-config.ts'
import { Survey, surveyFields } from '../../src/audit/survey.ts'
import { parseConfig } from '../../src/config/parse.ts'
import { Batch } from '../../src/event/batch.ts'
import { type Category, categoryBit } from '../../src/event/category.ts'
import { createLayout } from '../../src/event/layout.ts'
import type { Value } from '../../src/event/value.ts'

const layout = createLayout(surveyFields)

function surveyOf(events: readonly (readonly [Category, Readonly<Record<string, Value>>])[]) {
  const batch = new Batch(layout)
  for (const [i, [category, fields]] of events.entries()) {
    const row = batch.add(categoryBit(category), i, 0, i, { id: () => '', document: () => ({}) })
    for (const [name, value] of Object.entries(fields)) batch.set(row, layout.slot(name), value)
  }
  const survey = new Survey(layout)
  survey.observe(batch)
  return survey.finish()
}

const limits: FirstConfig['limits'] = [{ name: 'idle', value: '30m', rules: ['connection_idle'] }]

function parsed(text: string) {
  const config = parseConfig(text)
  if (!config.ok) throw new Error(JSON.stringify(config.diagnostics))
  return config.config
}

test('without inputs it is the defaults, and says what may be set', () => {
  const text = firstConfig({ inputs: [], surveyed: null, limits })
  expect(parsed(text)).toEqual(parsed('version: 1'))
  expect(text).toContain('#  idle: 30m    # connection_idle')
})

test('what is commented out is right where it is commented in', () => {
  const text = firstConfig({ inputs: [], surveyed: null, limits })
  const example = text.replace(
    /^( *)(\w+): (?:\[\]|\{\})(?: .*)?\n((?:\1# .*\n)+)/gm,
    (_, indent, key, lines) => `${indent}${key}:\n${lines.replace(/^( *)# /gm, '$1 ')}`,
  )
  const { sources, app, lists } = parsed(example)
  expect(sources.map(({ type }) => type)).toEqual(['file', 'captures', 'capture', 'syslog'])
  expect(app.limits).toEqual({ idle: '30m' })
  expect(app.login).toHaveLength(1)
  expect(lists).toEqual({ sensitive_paths: ['/ops', '/backoffice'] })
})

test('what was seen is told, and proxies are filled in', () => {
  const surveyed = surveyOf([
    [
      'handshake',
      {
        'url.path': '/chat',
        'event.outcome': 'success',
        'http.request.origin': 'https://a.example',
        'http.request.cookie.names': ['sid'],
        'client.ip': '203.0.113.9',
        'source.ip': '10.0.0.1',
      },
    ],
    [
      'handshake',
      {
        'url.path': '/chat',
        'event.outcome': 'success',
        'http.request.origin': 'https://b.example',
        'http.request.origin_foreign': true,
      },
    ],
    [
      'handshake',
      {
        'url.path': '/chat',
        'event.outcome': 'failure',
        'http.request.origin': 'https://c.example',
        'http.request.origin_foreign': true,
      },
    ],
    [
      'message',
      { 'url.path': '/chat', 'websocket.direction': 'client', 'websocket.payload.text': '{"type":"say","text":"x"}' },
    ],
    ['auth', { 'event.outcome': 'failure' }],
  ])
  const text = firstConfig({ inputs: ['a.pcap'], surveyed, limits })
  expect(parsed(text).trusted_proxies).toEqual(['10.0.0.1'])
  expect(text).toContain('# At home: https://a.example (1)')
  expect(text).toContain('# Foreign, and accepted all the same: https://b.example (1)')
  expect(text).not.toContain('c.example')
  expect(text).toContain('# Sent with handshakes: sid (1)')
  expect(text).toContain('0 that succeeded, 1 that failed')
  expect(text).toContain('client       1 × {type:"say",text}')
})

test('what strangers wrote stays in its comment', () => {
  const hostile = 'x\nrules: [/etc]\r\nsources:\u2028api: { host: 0.0.0.0 }\u001b[31m'
  const surveyed = surveyOf([
    [
      'handshake',
      {
        'url.domain': hostile,
        'url.path': hostile,
        'event.outcome': 'success',
        'http.request.origin': hostile,
        'http.request.cookie.names': [hostile],
      },
    ],
    [
      'message',
      {
        'url.domain': hostile,
        'url.path': hostile,
        'websocket.direction': 'client',
        'websocket.payload.text': JSON.stringify({ [hostile]: 1 }),
      },
    ],
  ])
  const text = firstConfig({ inputs: [hostile], surveyed, limits })
  expect(parsed(text)).toEqual(parsed('version: 1'))
  expect(text).not.toContain('\u001b')
})
