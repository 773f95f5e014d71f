// What the config says of how sources are read → what is likely a mistake, or CONFIG_INVALID with all that are, in connectors and formats.
import type { Config } from '../../config/schema.ts'
import { OperationalError } from '../../errors.ts'
import { connectorNamed } from '../choose-connector.ts'
import { checkTimezone, configure, connectorSettings, type ReadingOptions, warningsOf } from '../connector-settings.ts'
import { namedConnector } from './named-connector.ts'

/** A source that cannot be read as it is meant is a mistake in the config, and would else be noticed late. */
export function checkConnectors({ sources, shippers }: Pick<Config, 'sources' | 'shippers'>): readonly string[] {
  const checks: readonly [string, () => unknown][] = [
    ...sources.map((source, n): [string, () => unknown] => [`sources.${n}`, () => checkSource(source)]),
    ...shippers.streams.map(({ match: _, ...naming }, n): [string, () => unknown] => [
      `shippers.streams.${n}`,
      () => namedConnector(naming),
    ]),
  ]
  const mistakes = checks.flatMap(([where, check]) => {
    const mistake = mistakeOf(check)
    return mistake === null ? [] : [`${where}: ${mistake}`]
  })
  if (mistakes.length > 0) throw new OperationalError('CONFIG_INVALID', { details: mistakes.join('\n\n') })
  return [
    ...sources.flatMap((source, n) => ('connector' in source ? warningsIn(`sources.${n}`, source) : [])),
    ...shippers.streams.flatMap((stream, n) => warningsIn(`shippers.streams.${n}`, stream)),
  ]
}

function checkSource(source: Config['sources'][number]): void {
  if (source.type === 'captures' || source.type === 'capture') return
  // The connector of a file may be told from its content; what its format then means is seen when it is there.
  if (source.type !== 'file') namedConnector(source)
  else if (source.connector === undefined) checkTimezone(connectorSettings(source))
  else configure(connectorNamed(source.connector), connectorSettings(source))
}

/** Nothing of a source whose connector is told from its content. */
const warningsIn = (where: string, reading: ReadingOptions & { readonly connector?: string | undefined }) =>
  reading.connector === undefined
    ? []
    : warningsOf(connectorNamed(reading.connector), connectorSettings(reading)).map((warning) => `${where}: ${warning}`)

function mistakeOf(check: () => unknown): string | null {
  try {
    check()
    return null
  } catch (error) {
    if (error instanceof OperationalError) return error.message
    throw error
  }
}
