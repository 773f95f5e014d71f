// `tripline queues`: what waits in each partition, since when, and whose it is.
import { findConfig } from '../app/config.ts'
import { openLink } from '../app/queue.ts'
import type { Overview, PartitionOverview } from '../queue/redis/overview.ts'
import { coloursFor, count, json, note, out, plural } from './terminal.ts'

interface Options {
  readonly config?: string
  readonly json?: true
}

export async function queuesCommand(options: Options): Promise<number> {
  const link = await openLink(await findConfig(options.config), 'prompt', () => {})
  const { disconnect } = await import('../queue/redis/connect.ts')
  const { readOverview } = await import('../queue/redis/overview.ts')
  try {
    const overview = await readOverview(link)
    if (options.json) out(json(overview ?? { partitions: [], workers: [], producers: [] }))
    else if (overview) print(overview, Date.now())
    else note(`Nothing was started at ${link.where} under this prefix yet.`)
    return 0
  } finally {
    await disconnect(link)
  }
}

const columns = ['partition', 'waiting', 'oldest', 'kept', 'to index', 'owner'] as const
const widths = [9, 9, 9, 9, 9, 0]

function print({ partitions, workers, producers, bytes }: Overview, nowMs: number): void {
  const colours = coloursFor(process.stdout)
  out(colours.bold(row(columns)))
  for (const partition of partitions) {
    const text = row(cells(partition, nowMs))
    out(partition.owner === null ? colours.yellow(text) : text)
  }
  const depth = partitions.reduce((sum, partition) => sum + partition.depth, 0)
  out('')
  out(`${plural(depth, 'batch', 'batches')} waiting, ${megabytes(bytes)} kept in Redis.`)
  for (const { id, lastAtMs, sources } of producers) {
    const last = lastAtMs === null ? 'has sent nothing yet' : `last batch ${ago(nowMs - lastAtMs)} ago`
    out(`producer ${id}  ${last}  ${colours.dim(sources.join(', '))}`)
  }
  for (const { id, silentMs, partitions: owned } of workers)
    out(`worker   ${id}  last heard ${ago(silentMs)} ago  ${plural(owned.length, 'partition')}`)
  if (partitions.some(({ owner }) => owner === null))
    note('Some partitions have no owner: is a tripline worker running?')
}

const cells = ({ partition, depth, oldestAtMs, bytes, spool, owner }: PartitionOverview, nowMs: number): string[] => [
  String(partition),
  count(depth),
  oldestAtMs === null ? '-' : ago(nowMs - oldestAtMs),
  megabytes(bytes),
  count(spool),
  owner ?? 'nobody',
]

/** Numbers to the right, names to the left. */
const row = (texts: readonly string[]): string =>
  texts.map((text, i) => (widths[i] === 0 ? text : text.padStart(widths[i]!))).join('  ')

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`

/** `850ms`, `12s`, `5m`, `3h`. */
function ago(ms: number): string {
  const past = Math.max(0, ms)
  if (past < 1000) return `${Math.round(past)}ms`
  if (past < 60_000) return `${Math.round(past / 1000)}s`
  return past < 3_600_000 ? `${Math.round(past / 60_000)}m` : `${Math.round(past / 3_600_000)}h`
}
