// A layout → what it takes to read events as if they had been posted to the API.
import type { Layout } from '../src/event/layout.ts'
import type { readRequest } from '../src/intake/http.ts'
import { UnreadableLog } from '../src/intake/unreadable.ts'
import { createTrustedProxies } from '../src/request/proxies.ts'

const request = {
  origins: [],
  sessionCookies: [],
  hashSession: () => '',
  trustedProxies: createTrustedProxies([]),
}
const unreadable = new UnreadableLog('bench', 'ndjson')

export const postedTo = (layout: Layout): Parameters<typeof readRequest>[2] => ({
  source: 'bench',
  layout,
  request,
  unreadable,
})
