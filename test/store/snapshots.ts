// Texts ↔ snapshots in a store, in as many pieces as they have lines.
import type { CommitStore, Snapshot } from '../../src/store/store.ts'

export async function saveSnapshot(
  store: Pick<CommitStore, 'beginSnapshot'>,
  { format, state }: { readonly format: number; readonly state: string },
): Promise<void> {
  const writer = await store.beginSnapshot(format)
  for (const line of state.split('\n')) await writer.write(Buffer.from(line))
  await writer.finish()
}

export const textOf = (snapshot: Snapshot | null): { readonly format: number; readonly state: string } | null =>
  snapshot && {
    format: snapshot.format,
    state: [...snapshot.pieces].map((piece) => Buffer.from(piece).toString()).join('\n'),
  }

/** Begins snapshots that go nowhere but to `finished`. */
export const snapshotsInto =
  (finished: (snapshot: Snapshot) => void): CommitStore['beginSnapshot'] =>
  async (format) => {
    const pieces: Uint8Array[] = []
    return {
      write: async (piece) => void pieces.push(piece),
      finish: async () => finished({ format, pieces }),
    }
  }
