// Events as JSON, one a line → the same events.
import { anyCategory } from '../../src/event/category.ts'
import { defineConnector } from '../connector.ts'
import { headLines } from '../lines.ts'
import { byOffset } from './known.ts'
import { createReader } from './reader.ts'

export const ndjson = defineConnector<null>({
  name: 'ndjson',
  summary: 'Reads events as JSON, one a line: ECS names, nested or dotted.',
  categories: anyCategory,
  latenessUs: 5_000_000,
  recognise(head) {
    const lines = headLines(head, 20)
    const objects = lines.filter((line) => line.startsWith('{'))
    if (objects.length === 0) return 0
    const events = objects.filter((line) => line.includes('"@timestamp"') && /"event[."]/.test(line))
    const timed = objects.filter((line) => line.includes('"@timestamp"'))
    return Math.max(0.2 * objects.length, 0.5 * timed.length, 0.95 * events.length) / lines.length
  },
  configure: () => ({ ok: true, config: null }),
  open: (_config, context) => createReader(context, byOffset(context.source)),
})
