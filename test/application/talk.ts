// A written conversation → a batch, as the sensor would give it. Lines: `> client`, `< server`, `close 1008 server`, `end`.

import { applicationFields } from '../../src/application/fields.ts'
import { Batch, type Origin } from '../../src/event/batch.ts'
import { type Category, categoryBits, ecsCategory } from '../../src/event/category.ts'
import { createLayout } from '../../src/event/layout.ts'
import type { EventDocument, Value } from '../../src/event/value.ts'

export const layout = createLayout([...applicationFields, 'source.ip', 'event.id', 'websocket.message.bytes'])

export interface Said {
  readonly us: number
  readonly connection: string
  readonly line: string
}

/** One event a line, a second apart. `\n` in a line is a line feed. `wait 61s` lets time pass. */
export function script(text: string, connection = '1:c'): Said[] {
  let us = 1_000_000
  const said: Said[] = []
  for (const line of text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))) {
    us += 1_000_000
    const wait = /^wait (\d+)s$/.exec(line)
    if (wait) us += Number(wait[1]) * 1_000_000
    else said.push({ us, connection, line: line.replaceAll('\\n', '\n') })
  }
  return said
}

export function batchOf(said: readonly Said[]): Batch {
  const batch = new Batch(layout)
  for (const one of said) addRow(batch, one)
  return batch
}

function addRow(batch: Batch, { us, connection, line }: Said): void {
  const category = categoryOf(line)
  const document: Record<string, Value> = {
    'event.id': `${connection}:${us}`,
    'event.category': ecsCategory[category] ?? [],
    'source.ip': '203.0.113.7',
    'websocket.connection.id': connection,
    ...fieldsOf(line),
  }
  const row = batch.add(categoryBits(ecsCategory[category] ?? []), us, 0, us, originOf(document))
  for (const [name, value] of Object.entries(document)) batch.set(row, layout.slot(name), value)
}

const originOf = (document: EventDocument): Origin => ({
  id: () => String(document['event.id']),
  document: () => document,
})

function categoryOf(line: string): Category {
  if (line === 'end') return 'connection'
  return line.startsWith('close ') ? 'close' : 'message'
}

function fieldsOf(line: string): Record<string, Value> {
  const close = /^close (\d+) (client|server)$/.exec(line)
  if (close) return { 'websocket.close.code': Number(close[1]), 'websocket.direction': close[2]! }
  if (line === 'end') return {}
  const text = line.slice(2)
  return {
    'websocket.direction': line.startsWith('>') ? 'client' : 'server',
    'websocket.payload.text': text,
    'websocket.message.bytes': text.length,
  }
}
