// Texts → whether a firewall blocks each, inside a message and by itself.
import { alone, carriedIn } from './posts.ts'
import type { Firewall } from './server.ts'

export interface Answer {
  readonly isBlocked: boolean
  readonly isBlockedAlone: boolean
}

/** Some at a time; each text once, however often it is in the lists. */
export async function ask(
  firewall: Pick<Firewall, 'blocks'>,
  texts: Iterable<string>,
): Promise<ReadonlyMap<string, Answer>> {
  const answers = new Map<string, Answer>()
  const left = new Set(texts).values()
  const asker = async (): Promise<void> => {
    for (const text of left)
      answers.set(text, {
        isBlocked: await firewall.blocks(carriedIn(text)),
        isBlockedAlone: await firewall.blocks(alone(text)),
      })
  }
  await Promise.all([asker(), asker(), asker(), asker()])
  return answers
}
