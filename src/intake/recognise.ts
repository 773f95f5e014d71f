// The first bytes of an input → what it is: a capture, a log that a connector knows, or neither.

import type { Connector } from '../../connectors/connector.ts'
import { connectors } from '../../connectors/index.ts'
import { recogniseCapture } from '../sensor/capture.ts'

export type Recognised =
  | { readonly kind: 'capture' }
  | { readonly kind: 'log'; readonly connector: Connector; readonly confidence: number }
  | { readonly kind: 'unknown' }

/** Less sure than this is a guess, and a wrong guess reads nothing. */
const surely = 0.3

export function recognise(head: Uint8Array, known: readonly Connector[] = connectors): Recognised {
  if (recogniseCapture(head)) return { kind: 'capture' }
  const ranked = known
    .map((connector) => ({ kind: 'log' as const, connector, confidence: connector.recognise(head) }))
    .sort((a, b) => b.confidence - a.confidence)
  const best = ranked[0]
  return best !== undefined && best.confidence >= surely ? best : { kind: 'unknown' }
}
