// The fields that are wanted → what has to be computed of frames, and the tools for it that all connections share.
import { type FeatureName, featureFields, featureName } from '../../event/feature-schema.ts'
import type { Layout } from '../../event/layout.ts'
import { Scratch } from '../scratch.ts'
import { ContentScan } from './content-scan.ts'
import { SimHash } from './simhash.ts'
import { TokenScore } from './token-score.ts'

/** What costs more than a few operations a frame; null where nobody wants it. The rest is always computed. */
export interface FeatureNeeds {
  /** Whether anybody reads what frames say. */
  readonly content: boolean
  readonly volume: boolean
  readonly scan: ContentScan | null
  readonly utf8: boolean
  readonly tokens: TokenScore | null
  readonly simHash: SimHash | null
  readonly scratch: Scratch
}

/** Null where nobody wants any feature. */
export function featureNeeds(layout: Layout): FeatureNeeds | null {
  const wanted = featureFields.filter((field) => layout.slot(field) >= 0).map(featureName)
  if (wanted.length === 0) return null
  const wants = (names: readonly FeatureName[]): boolean => names.some((name) => wanted.includes(name))
  return {
    content: wants([...ofScan, ...ofBytes]),
    volume: wants(['tm_frame_rate', 'tm_byte_rate', 'tm_dir_ratio']),
    scan: wants(ofScan) ? new ContentScan() : null,
    utf8: wants(['pl_utf8_state']),
    tokens: wants(['pl_token_score']) ? new TokenScore() : null,
    simHash: wants(['pl_simhash_dist']) ? new SimHash() : null,
    scratch: new Scratch(),
  }
}

const ofScan = [
  'pl_entropy',
  'pl_entropy_shift',
  'pl_printable',
  'pl_meta_density',
  'pl_b64_run',
  'pl_secret_hits',
] as const

const ofBytes = [
  'pl_utf8_state',
  'pl_token_score',
  'pl_simhash_dist',
  'op_pong_unsolicited',
  'fs_ctrl_illegal',
  'fs_close_code',
] as const
