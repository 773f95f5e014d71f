// A batch that can never be evaluated → a dead letter, where somebody can look at it.
import type { Spoilt } from '../../pipeline/feed.ts'
import type { PartitionBatches } from '../../queue/partition-batches.ts'
import type { BegunBatch } from '../../queue/redis/attempts.ts'
import type { DeadLetterStore } from '../../store/spool.ts'

/** A batch at which workers ended, each time that it was evaluated. */
export async function fatalBatch(batches: PartitionBatches, { producer, n }: BegunBatch): Promise<Spoilt> {
  const [text = null] = await batches.read([{ producer, n }])
  return { producer, n, text, error: new Error('Workers ended, again and again, while they evaluated it.') }
}

export const setAside = (
  deadLetters: Pick<DeadLetterStore, 'setAside'>,
  partition: number,
  { producer, n, text, error }: Spoilt,
): Promise<void> =>
  deadLetters.setAside([
    {
      id: `${partition}/${producer}/${n}`,
      kind: 'batch',
      target: String(partition),
      reason: (error as Error).message,
      atMs: Date.now(),
      payload: text ?? '',
    },
  ])
