// A folder of its own for a test, and what a source delivers.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { ndjson } from '../../connectors/ndjson/connector.ts'
import { createLayout } from '../../src/event/layout.ts'
import type { Delivery, Source } from '../../src/event/source.ts'
import { type LogFileSettings, logFileSource } from '../../src/intake/file.ts'
import { request } from '../connectors/read.ts'

export const layout = createLayout(['message'])

/** A folder that is gone after the test that asks for it, or whose `beforeEach` does. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tripline-intake-'))
  // A hook of this module would belong to the first file that imports it: files of one process share their modules.
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The lines of events with these messages, a second apart. */
export const linesOf = (messages: readonly (string | number)[]): string =>
  messages.map((message, index) => `{"@timestamp":${index * 1000},"message":"${message}"}\n`).join('')

export const ndjsonFile = (path: string, more: Partial<LogFileSettings> = {}): Source =>
  logFileSource({ id: 'log', path, connector: ndjson, config: null, request, ...more })

export const messagesOf = (delivery: Delivery): readonly unknown[] =>
  delivery.batch.columns[0]!.list(delivery.batch.length)

export async function collect(deliveries: AsyncIterable<Delivery>): Promise<readonly Delivery[]> {
  const all: Delivery[] = []
  for await (const delivery of deliveries) all.push(delivery)
  return all
}

export type Before = Parameters<Source['deliveries']>[1]

/** Takes from a source that never ends until it gave so many messages, and stops it. */
export async function take(
  source: Source,
  stop: AbortController,
  count: number,
  before?: Before,
  onMessage: (message: unknown) => void = () => {},
): Promise<Taken> {
  const timer = setTimeout(() => stop.abort(), 50_000)
  const messages: unknown[] = []
  const ids: string[] = []
  let last: Before
  if (count === 0) stop.abort()
  for await (const delivery of source.deliveries(layout, before)) {
    messages.push(...messagesOf(delivery))
    messagesOf(delivery).forEach(onMessage)
    ids.push(...delivery.batch.origins.map((origin) => origin.id()))
    last = { n: delivery.n, resume: delivery.resume }
    if (messages.length >= count) stop.abort()
  }
  clearTimeout(timer)
  return { messages, ids, last }
}

export interface Taken {
  readonly messages: readonly unknown[]
  readonly ids: readonly string[]
  readonly last: Before
}
