// An incident, described or not yet → the blocks that its rule asks for, with the ids of their rows in the outbox.
import type { Outline } from '../../incident/outline.ts'
import { entryId } from '../entry-id.ts'
import { type Adding, blockCommands } from './command.ts'

export interface AskedBlock {
  readonly id: string
  readonly command: Adding
}

/** Named twice, the first span counts. */
export function blocksAskedFor(outline: Outline): readonly AskedBlock[] {
  const asked = outline.respond.find((response) => response.kind === 'block')
  if (!asked) return []
  return blockCommands(outline, asked.spanUs).map((command) => ({
    // A hash: made when it is asked for.
    get id() {
      return entryId(outline.id, 'block', command.kind, command.address ?? '')
    },
    command,
  }))
}
