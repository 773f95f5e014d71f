// Logs that Cloudflare pushes, http_requests and websocket_analytics → handshake, connection and request events.
import { defineAccessLog } from '../access/access-log.ts'
import type { EventKind } from '../access/fields.ts'
import { jsonValues } from '../access/json-values.ts'
import type { OpenValues } from '../access/values.ts'
import { readFormat } from '../settings.ts'
import { connectionKeys, ofConnections, ofRequests, requestKeys } from './keys.ts'
import { recogniseCloudflare } from './recognise.ts'

export const cloudflare = defineAccessLog({
  name: 'cloudflare',
  summary: 'Reads what Cloudflare Logpush delivers: http_requests and websocket_analytics.',
  // What is pushed every few minutes is in no order.
  latenessUs: 300_000_000,
  recognise: recogniseCloudflare,
  configure(settings) {
    const format = readFormat(settings, ['auto', 'http_requests', 'websocket_analytics', 'handshakes'])
    return format.ok ? { ok: true, config: kinds[format.value] } : format
  },
})

const whyNot = 'of another dataset'

const requests = (tells?: readonly EventKind[]): OpenValues =>
  jsonValues(requestKeys, { needs: ofRequests, whyNot, ...(tells && { tells }) })

const connections = jsonValues(connectionKeys, { needs: ofConnections, whyNot, tells: ['connection'] })

const kinds: Readonly<Record<'auto' | 'http_requests' | 'websocket_analytics' | 'handshakes', readonly OpenValues[]>> =
  {
    auto: [requests(), connections],
    http_requests: [requests()],
    websocket_analytics: [connections],
    handshakes: [requests(['handshake']), connections],
  }
