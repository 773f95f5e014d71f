// What of a followed log cannot be read any more → counted as unreadable, and told.
import { excerptOf } from '../../connectors/lines.ts'
import type { Following, Lost } from './follow.ts'
import type { UnreadableLog } from './unreadable.ts'

const late = 'written to a rotated log after the next one was begun'

/** Of lines that come too late, each is counted, and the first of a file told. */
export const lossesOf = (
  path: string,
  unreadable: UnreadableLog,
  tell: (lost: Lost) => void = () => {},
): Pick<Following, 'onLost'> & Required<Pick<Following, 'onLate'>> => ({
  onLost(lost) {
    unreadable.put(lost.reason, lost.at, lost.detail)
    tell(lost)
  },
  onLate({ lines, at, isFirst }) {
    for (const line of lines) unreadable.put(late, at, excerptOf(line))
    if (isFirst) tell({ reason: late, at, detail: path })
  },
})
