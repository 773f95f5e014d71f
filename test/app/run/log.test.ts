// The program's own log: one line each, whatever a path or a reason holds.
import { expect, test } from 'vitest'
import { createLog } from '../../../src/app/run/log.ts'

const hostile = '\u001b[2J\u202e\nERROR forged\u2028\u009b1m\u200b'

test.each([true, false])('a stranger can neither add a line nor act on a terminal (JSON: %s)', (json) => {
  const lines: string[] = []
  createLog(json, (line) => lines.push(line)).error('A source failed.', { reason: hostile })
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatch(/^[\x20-\x7e]+$/)
  if (json) expect(JSON.parse(lines[0]!)).toMatchObject({ 'log.level': 'error', reason: hostile })
})
