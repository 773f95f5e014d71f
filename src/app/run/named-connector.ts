// The connector and the format that a source in the config names → the connector, set up; null where it names none.
import { OperationalError } from '../../errors.ts'
import type { NamedConnector } from '../../intake/line-readers.ts'
import { configure, connectorNamed } from '../inputs.ts'

interface Naming {
  readonly connector?: string | undefined
  readonly format?: string | undefined
}

export function namedConnector({ connector: name, format }: Naming): NamedConnector | null {
  if (name === undefined && format === undefined) return null
  if (name === undefined)
    throw new OperationalError('CONFIG_INVALID', { details: 'A source with a format needs its connector as well.' })
  const connector = connectorNamed(name)
  return { connector, config: configure(connector, format === undefined ? {} : { format }) }
}
