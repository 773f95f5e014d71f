// Lines of a Socket.IO server's debug log → events, each line at most one.

import type { Batch } from '../../src/event/batch.ts'
import { isTime } from '../../src/event/time.ts'
import type { Reader, ReaderContext } from '../connector.ts'
import { eachUtf8Line } from '../text-lines.ts'
import { bitsOf, fieldsOf, type Kind, SocketIoOrigin } from './events.ts'
import { createDebugLineReader } from './line.ts'
import { type SavedStory, Story } from './story.ts'

/** `saved` is what another reader's `save` gave. */
export function createSocketIoReader({ source, wanted, aside }: ReaderContext, saved?: unknown): Reader {
  const story = new Story((saved as SavedStory | null | undefined) ?? null)
  const readDebugLine = createDebugLineReader()
  const wantedOf = (kind: Kind) =>
    fieldsOf[kind].map(({ name, read }) => ({ slot: wanted.slot(name), read })).filter(({ slot }) => slot >= 0)
  const columns = {
    handshake: wantedOf('handshake'),
    message: wantedOf('message'),
    connection: wantedOf('connection'),
    request: wantedOf('request'),
  }

  /** Adds the line's event where it has one, or says why it cannot be read. */
  function readLine(text: string, at: number, batch: Batch): string | null {
    const line = readDebugLine(text)
    if (line === null) return 'not a debug line'
    if (!isTime(line.us)) return isOurs(line.namespace) ? 'no time: written for a terminal' : null
    const happening = story.tell(line)
    if (happening === null) return null
    const origin = new SocketIoOrigin(source, at, line.us, happening)
    const row = batch.add(bitsOf[happening.kind], line.us, 0, at, origin)
    for (const { slot, read } of columns[happening.kind]) batch.set(row, slot, read(origin))
    return null
  }

  return {
    read: (bytes, offset, last, batch) =>
      eachUtf8Line({ bytes, offset, last }, aside, (text, at) => readLine(text, at, batch)),
    save: () => story.save(),
  }
}

/** What other programs write for a terminal is nobody's loss. */
const isOurs = (namespace: string): boolean => /^(?:engine|socket\.io)\b/.test(namespace)
