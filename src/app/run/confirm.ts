// Posted events → the same, and once they are durable, the ends of connections that applications were asked to close.
import type { ApiOptions } from '../../api/options.ts'
import type { Commands, Ended } from './commands.ts'

/** On the connection event of a connection that was closed because it was asked for: the command's id. */
const mark = '"tripline.command.id"'

/** Ends looked at in one request. */
const mostEnds = 1000

/** Where they cannot be settled, the sender is asked to come again: its events do not count twice. */
export const confirming =
  (ingest: ApiOptions['ingest'], commands: Pick<Commands, 'confirm'>): ApiOptions['ingest'] =>
  async (body, key) => {
    const ingested = await ingest(body, key)
    await commands.confirm(endsIn(body))
    return ingested
  }

export function endsIn(body: Uint8Array): readonly Ended[] {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.length)
  const ends: Ended[] = []
  for (let at = bytes.indexOf(mark); at >= 0 && ends.length < mostEnds; ) {
    const start = bytes.lastIndexOf(0x0a, at) + 1
    const newline = bytes.indexOf(0x0a, at)
    const end = newline < 0 ? bytes.length : newline
    const ended = readEnd(bytes.toString('utf8', start, end))
    if (ended) ends.push(ended)
    at = bytes.indexOf(mark, end)
  }
  return ends
}

/** Null where the line is no end of a connection: the words may stand in what somebody wrote. */
function readEnd(line: string): Ended | null {
  const event = parse(line)
  const command = event['tripline.command.id']
  const connection = event['websocket.connection.id']
  const categories = event['event.category']
  if (typeof command !== 'string' || typeof connection !== 'string') return null
  if (!Array.isArray(categories) || !categories.includes('connection')) return null
  const code = event['websocket.close.code']
  const by = event['websocket.close.by']
  return { command, connection, code: typeof code === 'number' ? code : null, by: typeof by === 'string' ? by : null }
}

function parse(line: string): Readonly<Record<string, unknown>> {
  try {
    return (JSON.parse(line) ?? {}) as Readonly<Record<string, unknown>>
  } catch {
    return {}
  }
}
