// Zeek's conn.log, http.log, websocket.log and weird.log → handshake, connection and request events.
import { categoryBits } from '../../src/event/category.ts'
import { defineConnector } from '../connector.ts'
import { latenessUs } from './join.ts'
import { isLog, logs } from './keys.ts'
import { openReader, openTogether } from './reader.ts'
import { recogniseZeek } from './recognise.ts'

export const zeek = defineConnector<null>({
  name: 'zeek',
  summary: 'Reads logs of Zeek, TSV or JSON: websocket, http and conn, joined by uid.',
  categories: categoryBits(['handshake', 'connection', 'network', 'request', 'web', 'log']),
  latenessUs,
  recognise: recogniseZeek,
  configure: () => ({ ok: true, config: null }),
  open: (_config, context, saved) => openReader(context, saved),
  together: {
    logs,
    logOf(name) {
      const [log = ''] = name.split(/[._-]/, 1)
      return isLog(log) ? log : null
    },
    open: (_config, context, expected, saved) => openTogether(context, expected, saved),
  },
  leavesOut: true,
})
