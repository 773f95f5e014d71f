// One line an incident, that no attacker's text can break or make a terminal obey.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type LogSettings, log } from '../../src/actions/log.ts'
import { payloadOf } from '../../src/actions/payload.ts'
import type { OutboxRow } from '../../src/store/store.ts'
import { incident, outboxEntry, type Sample } from '../store/incidents.ts'

const attempt = { nowMs: 0, signal: new AbortController().signal }

const row = (sample: Sample): OutboxRow => ({
  ...outboxEntry('o1', { action: 'log', target: 'log', payload: payloadOf(incident(sample)) }),
  attempts: 0,
  state: 'waiting',
  nextAtMs: 0,
  createdAtMs: 0,
  lastDetail: '',
})

async function lineOf(format: LogSettings['format'], sample: Sample): Promise<string> {
  const lines: string[] = []
  const send = log.open({ format, write: (line) => void lines.push(line) })
  expect(await send(row(sample), attempt)).toMatchObject({ kind: 'delivered' })
  expect(lines).toHaveLength(1)
  return lines[0]!
}

test('a JSON line is the document', async () => {
  expect(JSON.parse(await lineOf('json', { id: 'i1' }))).toEqual(incident({ id: 'i1' }).document)
})

test('a text line says when, how bad, by which rule, which incident and what', async () => {
  expect(await lineOf('text', { id: 'i1' })).toBe(
    '2026-03-01T08:00:00.000Z high injection_in_message i1 SQL injection from 203.0.113.9',
  )
})

test.each(['json', 'text'] as const)('no %s line holds a control character or turns its direction', async (format) => {
  const hostile = fc.string({
    unit: fc.constantFrom('\n', '\r', '\u001b[2J', '\u009b', '\u202e', '\u2028', '\u007f', 'a', '"'),
  })
  await fc.assert(
    fc.asyncProperty(hostile, async (message) => {
      const line = await lineOf(format, { id: 'i1', message, payload: message })
      expect(line).not.toMatch(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/u)
      if (format === 'json') expect(JSON.parse(line).message).toBe(message)
    }),
  )
})

test('a line that cannot be written is tried again', async () => {
  const send = log.open({ format: 'text', write: () => Promise.reject(new Error('disk full')) })
  expect(await send(row({ id: 'i1' }), attempt)).toMatchObject({ kind: 'again' })
})
