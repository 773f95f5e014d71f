// Work put into a queue → the answer of whoever takes it out and does it.
import type { Queue } from '../queue/queue.ts'

/** Told when the work is done, or why it cannot be. */
export interface Answered {
  readonly done: (error?: unknown) => void
}

/** Resolves when the work is done. Rejects as `done` says, and where the queue is closed. */
export async function enqueue<Work extends Answered>(
  queue: Queue<Work>,
  make: (done: Answered['done']) => Work,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const done = (error?: unknown): void => (error === undefined ? resolve() : reject(error))
    queue.put(make(done)).catch(reject)
  })
}
