// HAProxy's HTTP logs → handshake, connection and request events.
import { defineAccessLog } from '../access/access-log.ts'
import { configureHaproxy } from './format.ts'
import { recogniseHaproxy } from './recognise.ts'

export const haproxy = defineAccessLog({
  name: 'haproxy',
  summary:
    'Reads HAProxy logs: httplog with captures or without, clf, JSON, or in a log-format of yours, within syslog or not.',
  recognise: recogniseHaproxy,
  configure: configureHaproxy,
})
