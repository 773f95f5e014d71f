// Every connector, by hand. A folder that is not in this list fails a test.
import type { Connector } from './connector.ts'
import { ndjson } from './ndjson/connector.ts'
import { nginx } from './nginx/connector.ts'

/** What a connector's own settings are is its own affair: `open` takes what its `configure` gave. */
export const connectors: readonly Connector[] = [ndjson, nginx]
