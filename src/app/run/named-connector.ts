// The connector and the format that a source in the config names → the connector, set up; null where it names none.
import { OperationalError } from '../../errors.ts'
import type { NamedConnector } from '../../intake/line-readers.ts'
import { connectorNamed } from '../choose-connector.ts'
import { configure, connectorSettings } from '../connector-settings.ts'

interface Naming {
  readonly connector?: string | undefined
  readonly format?: string | undefined
  readonly timezone?: string | undefined
  readonly mapping?: object | undefined
}

export function namedConnector({ connector: name, ...reading }: Naming): NamedConnector | null {
  const settings = connectorSettings(reading)
  if (name === undefined && Object.keys(settings).length === 0) return null
  if (name === undefined)
    throw new OperationalError('CONFIG_INVALID', {
      details: `A source with a ${Object.keys(settings)[0]} needs its connector as well.`,
    })
  const connector = connectorNamed(name)
  return { connector, config: configure(connector, settings) }
}
