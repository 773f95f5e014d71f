// Every connector, by hand. A folder that is not in this list fails a test.
import { alb } from './alb/connector.ts'
import { apache } from './apache/connector.ts'
import { caddy } from './caddy/connector.ts'
import { cloudflare } from './cloudflare/connector.ts'
import type { Connector } from './connector.ts'
import { envoy } from './envoy/connector.ts'
import { generic } from './generic/connector.ts'
import { haproxy } from './haproxy/connector.ts'
import { har } from './har/connector.ts'
import { ndjson } from './ndjson/connector.ts'
import { nginx } from './nginx/connector.ts'
import { socketio } from './socketio/connector.ts'
import { suricata } from './suricata/connector.ts'
import { traefik } from './traefik/connector.ts'
import { zeek } from './zeek/connector.ts'

/** What a connector's own settings are is its own affair: `open` takes what its `configure` gave. */
export const connectors: readonly Connector[] = [
  alb,
  apache,
  caddy,
  cloudflare,
  envoy,
  generic,
  haproxy,
  har,
  ndjson,
  nginx,
  socketio,
  suricata,
  traefik,
  zeek,
]
