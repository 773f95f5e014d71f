// Apache access logs → handshake, connection and request events.
import { defineAccessLog } from '../access/access-log.ts'
import { configureApache } from './format.ts'
import { recogniseApache } from './recognise.ts'

export const apache = defineAccessLog({
  name: 'apache',
  summary: 'Reads Apache access logs: common, combined, vhost_combined, JSON, or in a LogFormat of yours.',
  recognise: recogniseApache,
  configure: configureApache,
})
