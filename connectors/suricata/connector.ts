// Suricata's EVE JSON → handshake, frame, close, connection, request and alert events.
import { categoryBits } from '../../src/event/category.ts'
import { defineConnector } from '../connector.ts'
import { readFormat } from '../settings.ts'
import { openReader, type Settings } from './reader.ts'
import { recogniseSuricata } from './recognise.ts'

export const suricata = defineConnector<Settings>({
  name: 'suricata',
  summary: 'Reads EVE JSON of Suricata: http, websocket, alert and flow, joined by flow_id.',
  categories: categoryBits([
    ...['handshake', 'frame', 'close', 'connection', 'network', 'request', 'web'],
    ...['alert', 'intrusion_detection'],
  ]),
  latenessUs: 5_000_000,
  recognise: recogniseSuricata,
  configure(settings) {
    const format = readFormat(settings, ['auto', 'inline'])
    return format.ok ? { ok: true, config: { isInline: format.value === 'inline' } } : format
  },
  open: openReader,
  leavesOut: true,
})
