// nginx access logs → handshake, connection and request events.
import { categoryBit } from '../../src/event/category.ts'
import { defineConnector } from '../connector.ts'
import { configureFormat, type NginxConfig } from './format.ts'
import { createReader } from './reader.ts'
import { recogniseNginx } from './recognise.ts'
import { jsonValues, templateValues } from './values.ts'

export const nginx = defineConnector<NginxConfig>({
  name: 'nginx',
  summary: 'Reads nginx access logs: combined, JSON, or in a log_format of yours.',
  categories: ['handshake', 'connection', 'network', 'request', 'web'].map(categoryBit).reduce((a, b) => a | b),
  latenessUs: 5_000_000,
  recognise: recogniseNginx,
  configure: configureFormat,
  open: (config, context) =>
    createReader([...(config.json ? [jsonValues()] : []), ...config.templates.map(templateValues)], context),
})
