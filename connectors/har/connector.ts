// HAR: what a browser or a proxy recorded, with the messages of its WebSockets → handshake, message, connection and request events.
import { categoryBits } from '../../src/event/category.ts'
import { defineConnector } from '../connector.ts'
import { createHarReader } from './reader.ts'

export const har = defineConnector<null>({
  name: 'har',
  summary: 'Reads HAR files with WebSocket messages, as Chrome and mitmproxy record them.',
  categories: categoryBits(['handshake', 'message', 'close', 'connection', 'network', 'request', 'web']),
  // A connection's messages stand together, so those of the next may be from as long ago as a recording is long.
  latenessUs: 24 * 3600 * 1_000_000,
  recognise: (head) => (opening.test(Buffer.from(head.subarray(0, longestOpening)).toString('latin1')) ? 0.95 : 0),
  configure: () => ({ ok: true, config: null }),
  open: (_config, context) => createHarReader(context),
})

/** Some tools begin with a byte order mark. */
const opening = /^(?:\u00ef\u00bb\u00bf)?\s*\{\s*"log"\s*:\s*\{\s*"(?:version|creator|browser|pages|entries|comment)"/
const longestOpening = 4096
