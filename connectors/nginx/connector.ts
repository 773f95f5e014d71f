// nginx access logs → handshake, connection and request events.
import { defineAccessLog } from '../access/access-log.ts'
import { configureFormat } from './format.ts'
import { recogniseNginx } from './recognise.ts'

export const nginx = defineAccessLog({
  name: 'nginx',
  summary: 'Reads nginx access logs: combined, JSON, or in a log_format of yours.',
  recognise: recogniseNginx,
  configure: configureFormat,
})
