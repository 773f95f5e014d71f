// The formats in which connections are written to logs, by hand: as the connectors recommend them, and as products come.

import type { Scene } from '../scene.ts'
import { alb } from './alb.ts'
import { apache } from './apache.ts'
import { caddy } from './caddy.ts'
import { cloudflare } from './cloudflare.ts'
import { envoy, envoyDefault } from './envoy.ts'
import { haproxy, haproxyHttplog } from './haproxy.ts'
import { nginx, nginxCombined } from './nginx.ts'
import { type Passed, passedIn } from './passed.ts'
import { traefik, traefikCommon } from './traefik.ts'

export interface LogFormat {
  /** The connector's. */
  readonly product: string
  readonly title: string
  /** Null: the one that the connector recommends. */
  readonly format: string | null
  readonly line: (passed: Passed) => string
}

// biome-ignore format: table
export const logFormats: readonly LogFormat[] = [
  { product: 'nginx',      title: 'nginx',      format: null,       line: nginx },
  { product: 'haproxy',    title: 'HAProxy',    format: null,       line: haproxy },
  { product: 'envoy',      title: 'Envoy',      format: null,       line: envoy },
  { product: 'caddy',      title: 'Caddy',      format: null,       line: caddy },
  { product: 'traefik',    title: 'Traefik',    format: null,       line: traefik },
  { product: 'apache',     title: 'Apache',     format: null,       line: apache },
  { product: 'cloudflare', title: 'Cloudflare', format: null,       line: cloudflare },
  { product: 'alb',        title: 'ALB',        format: null,       line: alb },
  { product: 'nginx',      title: 'nginx',      format: 'combined', line: nginxCombined },
  { product: 'haproxy',    title: 'HAProxy',    format: 'httplog',  line: haproxyHttplog },
  { product: 'envoy',      title: 'Envoy',      format: 'default',  line: envoyDefault },
  { product: 'traefik',    title: 'Traefik',    format: 'common',   line: traefikCommon },
]

/** What a format is called among all places in which an attack may be found. */
export const nameOf = ({ product, format }: LogFormat): string => (format === null ? product : `${product} ${format}`)

/** A line for each connection that is over, in the order in which they ended. */
export const logOf = (scenes: readonly Scene[], { line }: LogFormat): string =>
  passedIn(scenes)
    .map((passed) => `${line(passed)}\n`)
    .join('')
