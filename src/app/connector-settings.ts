// What is said of how a log is written (its format, time zone, mapping) → what its connector's reader needs.
import type { Connector } from '../../connectors/connector.ts'
import { type Mistake, readTimezone } from '../../connectors/settings.ts'
import { render } from '../diagnostic/render.ts'
import { OperationalError } from '../errors.ts'

export type Settings = Readonly<Record<string, unknown>>

/** What a source in the config, or the command line, says of how its connector reads. */
export const connectorSettings = ({ format, timezone, mapping }: ReadingOptions): Settings => ({
  ...(format === undefined ? {} : { format }),
  ...(timezone === undefined ? {} : { timezone }),
  ...(mapping === undefined ? {} : { mapping }),
})

/** The same with what the file of the mapping says in its place. What reads YAML is loaded only where there is one. */
export async function withMapping<Options extends { readonly mapping?: string }>(
  options: Options,
): Promise<Omit<Options, 'mapping'> & Pick<ReadingOptions, 'mapping'>> {
  const { mapping: path, ...others } = options
  if (path === undefined) return others
  const { loadMapping } = await import('../config/load-mapping.ts')
  return { ...others, mapping: loadMapping(path) }
}

export interface ReadingOptions {
  readonly format?: string | undefined
  readonly timezone?: string | undefined
  /** The connector checks it. */
  readonly mapping?: unknown
}

/** A connector's own settings, checked: a mistake in them is told with its place. */
export function configure(connector: Connector, settings: Settings): unknown {
  checkTimezone(settings)
  const configured = connector.configure(settings)
  if (configured.ok) return configured.config
  fail(configured)
}

/** Also where all times that are read name their zone: nobody gives one to be ignored. */
export function checkTimezone(settings: Settings): void {
  const zone = readTimezone(settings)
  if (!zone.ok) fail(zone)
}

/** What is likely a mistake and is read all the same. Nothing of settings that are wrong. */
export function warningsOf(connector: Connector, settings: Settings): readonly string[] {
  const configured = connector.configure(settings)
  if (!configured.ok || configured.warned === undefined) return []
  const { text, diagnostics } = configured.warned
  return diagnostics.map((diagnostic) => render(diagnostic, text, 'format'))
}

function fail(configured: Mistake): never {
  const details = configured.diagnostics
    .map((diagnostic) => render(diagnostic, configured.text, configured.setting ?? 'format'))
    .join('\n\n')
  throw new OperationalError('CONFIG_INVALID', { details })
}
