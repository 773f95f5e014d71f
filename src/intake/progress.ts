// The batches of a source, in their order → how far its event time has come, less what may still come late.
import type { Batch } from '../event/batch.ts'
import { beginning, exclusive, type Position } from '../event/position.ts'

export function createProgress(latenessUs: number): (batch: Batch) => Position {
  let newestUs = Number.NEGATIVE_INFINITY
  return ({ times }) => {
    for (const us of times) if (us > newestUs) newestUs = us
    return Number.isFinite(newestUs) ? { us: newestUs - latenessUs, nanos: 0, sequence: exclusive } : beginning
  }
}
