// The first bytes of an input → what it is: a capture, a log that a connector knows, or neither.

import type { Connector } from '../../connectors/connector.ts'
import { connectors } from '../../connectors/index.ts'
import { withoutMark } from '../../connectors/lines.ts'
import { recogniseCapture } from '../sensor/capture.ts'
import { unwrapHead } from './container-log.ts'

export type Recognised =
  | { readonly kind: 'capture' }
  | ({ readonly kind: 'log' } & Guess)
  | { readonly kind: 'unknown' }

export interface Guess {
  readonly connector: Connector
  /** From 0 to 1. */
  readonly confidence: number
}

/** Less sure than this is a guess, and a wrong guess reads nothing. */
const surely = 0.3

export function recognise(head: Uint8Array, known: readonly Connector[] = connectors): Recognised {
  if (recogniseCapture(head)) return { kind: 'capture' }
  const [best] = rank(head, known)
  return best !== undefined && best.confidence >= surely ? { kind: 'log', ...best } : { kind: 'unknown' }
}

/** All connectors that think it theirs, the surest first. */
export function rank(head: Uint8Array, known: readonly Connector[] = connectors): readonly Guess[] {
  const within = unwrapHead(head) ?? withoutMark(head)
  return known
    .map((connector) => ({ connector, confidence: connector.recognise(within) }))
    .filter(({ confidence }) => confidence > 0)
    .sort((a, b) => b.confidence - a.confidence)
}
