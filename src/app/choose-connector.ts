// The head of an input, and what is said of it → the connector that reads it. By name, by its settings, or by its content.
import type { Connector } from '../../connectors/connector.ts'
import { connectors } from '../../connectors/index.ts'
import { OperationalError } from '../errors.ts'
import { rank, recognise } from '../intake/recognise.ts'
import { unknownInput } from '../intake/unknown-input.ts'
import type { RequestSettings } from '../request/settings.ts'
import { connectorSettings, type ReadingOptions } from './connector-settings.ts'
import { eventsIn } from './trial-reader.ts'

export interface Choice {
  readonly path: string
  readonly options: ReadingOptions & { readonly connector?: string }
  readonly request: RequestSettings
}

/** Null for a capture. Throws INPUT_UNKNOWN and its like, and CONNECTOR_UNKNOWN. */
export function chooseConnector(head: Uint8Array, { path, options, request }: Choice): Connector | null {
  if (options.connector !== undefined) return connectorNamed(options.connector)
  const found = recognise(head)
  if (found.kind === 'capture') return null
  if (options.format !== undefined) return connectorOf(options, head, request)
  if (options.mapping !== undefined) return connectorNamed('generic')
  if (found.kind === 'log') return found.connector
  throw unknownInput(path, head, howToName())
}

/** What somebody at a command line does about an input that nothing recognises. */
const howToName = (): string =>
  `Where it is written in a format string, give that as --format; name a known format with --connector (${names()}); lines of anything else are read with a --mapping, as connectors/generic/README.md says.`

export function connectorNamed(name: string): Connector {
  const connector = connectors.find((one) => one.name === name)
  if (connector) return connector
  throw new OperationalError('CONNECTOR_UNKNOWN', { name, connectors: names() })
}

const names = (): string => connectors.map(({ name }) => name).join(', ')

/**
 * Whose format string it is: who reads most by it; where it is wrong for all, who comes furthest before the mistake; of
 * equals the one that the content looks like.
 */
function connectorOf(options: ReadingOptions, head: Uint8Array, request: RequestSettings): Connector {
  const settings = connectorSettings(options)
  const looksLike = rank(head).map(({ connector }) => connector)
  const scored = [...new Set([...looksLike, ...connectors])].map((connector) => {
    const configured = connector.configure(settings)
    if (configured.ok) {
      const { config } = configured
      return {
        connector,
        score: takesFormats(connector) ? eventsIn({ connector, config, request, source: '', fields: [] }, head) : never,
      }
    }
    const [first] = configured.diagnostics
    return {
      connector,
      score:
        first?.code === 'F110' || configured.setting === 'mapping'
          ? never
          : (first?.primary.span.start ?? 0) - longestFormat,
    }
  })
  return scored.reduce((best, one) => (one.score > best.score ? one : best)).connector
}

const never = Number.NEGATIVE_INFINITY
const longestFormat = 1e9

/** One that takes anything for a format has none. */
const takesFormats = (connector: Connector): boolean => !connector.configure({ format: 'no format at all' }).ok
