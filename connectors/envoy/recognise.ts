// The first bytes of a source → how surely they are an Envoy access log.
import { headLines } from '../lines.ts'

/** Its default format and what is built on it: time, request, status, flags. */
const text = /^\[\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\] "\S+ [^"]* [^" ]+" \d{1,3} (?:-|[A-Z][A-Za-z,]*) /

/** Keys that are Envoy's own words. */
const ownKeys =
  /"(?:response_flags|response_code_details|upstream_cluster|upstream_host|upstream_local_address|downstream_remote_address|downstream_local_address)" *:/g

export function recogniseEnvoy(head: Uint8Array): number {
  const lines = headLines(head, 20)
  if (lines.length === 0) return 0
  return (0.95 * lines.filter((line) => text.test(line) || isEnvoyJson(line)).length) / lines.length
}

const isEnvoyJson = (line: string): boolean => line.startsWith('{') && new Set(line.match(ownKeys)).size >= 2
