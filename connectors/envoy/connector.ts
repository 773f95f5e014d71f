// Envoy access logs → handshake, connection and request events.
import { defineAccessLog } from '../access/access-log.ts'
import { configureEnvoy } from './format.ts'
import { recogniseEnvoy } from './recognise.ts'

export const envoy = defineAccessLog({
  name: 'envoy',
  summary: "Reads Envoy access logs: Envoy's default format, Istio's, JSON, or in a format of yours.",
  // Envoy keeps lines of a file back for ten seconds.
  latenessUs: 15_000_000,
  recognise: recogniseEnvoy,
  configure: configureEnvoy,
})
