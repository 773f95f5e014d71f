// The journal of a partition: lines of Redis → what to run again, with kept batches put where lines point to them.
import { OperationalError } from '../../errors.ts'
import { readBatches } from '../../queue/redis/batches.ts'
import { ask, type Link } from '../../queue/redis/connect.ts'
import type { Recovery } from '../store.ts'

type Entry = Recovery['journal'][number]

interface Line {
  readonly source: string
  readonly n: number
  /** Null where the batch lies among those kept. */
  readonly data: string | null
}

/** Batches asked for at once: what they hold is in memory twice meanwhile. */
const groupSize = 64

/** In the order of the commits. */
export async function readJournal(link: Link, partition: number): Promise<readonly Entry[]> {
  const { journal } = link.keys.partition(partition)
  const lines = (await ask(link, (connection) => connection.lrange(journal, 0, -1))).map(parseLine)
  const entries: Entry[] = []
  for (let at = 0; at < lines.length; at += groupSize) {
    entries.push(...(await fill(link, partition, lines.slice(at, at + groupSize))))
  }
  return entries
}

/** `*<source>:<n>` points to a batch; `=["<source>",<n>]` and a newline come before what is told in full. */
function parseLine(line: string): Line {
  if (line.startsWith('*')) {
    const colon = line.lastIndexOf(':')
    return { source: line.slice(1, colon), n: Number(line.slice(colon + 1)), data: null }
  }
  const newline = line.indexOf('\n')
  const [source, n] = JSON.parse(line.slice(1, newline)) as [string, number]
  return { source, n, data: line.slice(newline + 1) }
}

async function fill(link: Link, partition: number, lines: readonly Line[]): Promise<readonly Entry[]> {
  const pointers = lines.filter(({ data }) => data === null)
  const texts = await readBatches(link, partition, pointers)
  let next = 0
  return lines.map(({ source, n, data }) => {
    const text = data ?? texts[next++]
    if (text == null) throw damaged(link, partition, source, n)
    return { source, n, data: text }
  })
}

function damaged({ where }: Link, partition: number, source: string, n: number): OperationalError {
  const reason = `batch ${n} of ${source} in partition ${partition}, which its state builds on, is gone`
  return new OperationalError('QUEUE_UNSUITABLE', { where, reason })
}
