// What a product's access log is made of → its connector. What the events mean is the same for all of them.
import { categoryBits } from '../../src/event/category.ts'
import { type Configured, type Connector, defineConnector } from '../connector.ts'
import { createAccessReader } from './reader.ts'
import type { OpenValues } from './values.ts'

export interface AccessLog {
  readonly name: string
  readonly summary: string
  /** The five seconds that buffered writers need, unless the product buffers longer. */
  readonly latenessUs?: number
  readonly recognise: Connector['recognise']
  /** The kinds of line that a source has, tried in their order line by line. */
  readonly configure: (settings: Readonly<Record<string, unknown>>) => Configured<readonly OpenValues[]>
}

export const defineAccessLog = ({ name, summary, latenessUs = 5_000_000, recognise, configure }: AccessLog) =>
  defineConnector<readonly OpenValues[]>({
    name,
    summary,
    categories: categoryBits(['handshake', 'connection', 'network', 'request', 'web']),
    latenessUs,
    recognise,
    configure,
    open: (kinds, context) => createAccessReader(name, kinds, context),
  })
