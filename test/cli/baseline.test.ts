// `tripline baseline`: learned from a capture, shown, begun with by a scan.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { runCli } from '../../src/cli/cli.ts'
import { benign, guessing } from '../baseline/scenario/traffic.ts'
import { type Captured, writePcap } from '../sensor/packets.ts'

const folder = mkdtempSync(join(tmpdir(), 'tripline-baseline-'))
const at = (name: string): string => join(folder, name)
const minutes = 60

const keep = (name: string, packets: readonly Captured[]): void =>
  writeFileSync(at(name), writePcap([...packets].sort((a, b) => a.us - b.us)))

beforeAll(() => {
  keep('monday.pcap', benign({ from: 0, to: 14 * minutes }))
  keep('attack.pcap', guessing(15 * minutes))
  writeFileSync(
    at('unusual_frames.trip'),
    'language 1\n\nrule unusual_frames {\n  title "Unusual"\n  level high\n\n  detect\n    frame where anomaly() > 0.9\n\n  suppress 10m by websocket.connection.id\n}\n',
  )
})

afterAll(() => rmSync(folder, { recursive: true }))

/** Status and what was printed. */
async function run(...args: readonly string[]): Promise<readonly [status: number, text: string]> {
  let text = ''
  const take = (chunk: unknown): boolean => {
    text += String(chunk)
    return true
  }
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(take),
    vi.spyOn(process.stderr, 'write').mockImplementation(() => true),
  ]
  try {
    const status = await runCli(args)
    return [status, text]
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
}

test('what is learned from one capture tells what is unusual in the next', async () => {
  const [learned, table] = await run('baseline', 'learn', at('monday.pcap'), '--out', at('base.json'))
  expect([learned, table.includes('app.example.com/chat - client')]).toEqual([0, true])
  const [, shown] = await run('baseline', 'show', at('base.json'))
  expect(table).toBe(shown)
  const scan = ['scan', '--rules', at('unusual_frames.trip'), at('attack.pcap'), '--json']
  const [, found] = await run(...scan, '--baseline', at('base.json'))
  const incident = JSON.parse(found.trim()) as { rule: { id: string } }
  expect(incident.rule.id).toBe('unusual_frames')
  // What made the score is in the evidence.
  expect(found).toMatch(/tm_frame_rate \d+(?:\.\d+)? \(usual /)
  expect((await run(...scan))[1]).toBe('')
})

test('as JSON a class has all of its features', async () => {
  await run('baseline', 'learn', at('monday.pcap'), '--out', at('base.json'))
  const [, text] = await run('baseline', 'show', at('base.json'), '--json')
  const classes = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { class: string; usual: Record<string, { p50: number }> })
  const ticks = classes.find((one) => one.class === 'app.example.com/ticks - server')!
  expect(ticks.usual['fs_len']!.p50).toBeGreaterThan(20)
})

test('what is no baseline is refused', async () => {
  writeFileSync(at('other.json'), '{}')
  await expect(run('baseline', 'show', at('other.json'))).rejects.toMatchObject({ code: 'BASELINE_INVALID' })
})
