// Access logs of AWS Application Load Balancers → handshake, connection and request events.
import { defineAccessLog } from '../access/access-log.ts'
import { readFormat } from '../settings.ts'
import { recogniseAlb } from './recognise.ts'
import { openAlbValues } from './values.ts'

export const alb = defineAccessLog({
  name: 'alb',
  summary: 'Reads access logs of AWS Application Load Balancers, as they lie in S3.',
  // Each node of a balancer writes a file every five minutes.
  latenessUs: 300_000_000,
  recognise: recogniseAlb,
  configure(settings) {
    const format = readFormat(settings, ['auto'])
    return format.ok ? { ok: true, config: [openAlbValues] } : format
  },
})
