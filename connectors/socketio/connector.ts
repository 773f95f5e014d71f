// The debug log of a Socket.IO server → handshake, message, connection and request events.
import { categoryBits } from '../../src/event/category.ts'
import { defineConnector } from '../connector.ts'
import { headLines } from '../lines.ts'
import { createDebugLineReader } from './line.ts'
import { createSocketIoReader } from './reader.ts'

export const socketio = defineConnector<null>({
  name: 'socketio',
  summary: 'Reads the debug log of a Socket.IO or Engine.IO server, as DEBUG=engine*,socket.io* writes it.',
  categories: categoryBits(['handshake', 'message', 'connection', 'network', 'request', 'web']),
  // One process writes its lines in their order.
  latenessUs: 1_000_000,
  leavesOut: true,
  recognise(head) {
    const lines = headLines(head, 20)
    const known = lines
      .map(createDebugLineReader())
      .filter((line) => line !== null && /^(?:engine|socket\.io)\b/.test(line.namespace))
    // A program's other output may stand between; a few of these lines are proof enough.
    return known.length === 0 ? 0 : 0.5 + (0.45 * known.length) / lines.length
  },
  configure: () => ({ ok: true, config: null }),
  open: (_config, context, saved) => createSocketIoReader(context, saved),
})
