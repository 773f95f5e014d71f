// The number of partitions → the same for everybody who shares the data, from the first start on.
import { ask, type Link, unsuitable } from './connect.ts'

/** Raised when data of before cannot be read any more. */
const format = 1

/** Throws QUEUE_UNSUITABLE where the data was laid out otherwise. */
export async function settleLayout(link: Link, partitions: number): Promise<void> {
  const wanted = JSON.stringify({ format, partitions })
  const found = await ask(link, async (connection) => {
    await connection.setnx(link.keys.layout, wanted)
    return await connection.get(link.keys.layout)
  })
  const layout = JSON.parse(found ?? wanted) as { format: number; partitions: number }
  if (layout.format !== format) {
    throw unsuitable(
      link.where,
      `what is kept there is of another version (format ${layout.format}, this one reads ${format}). Take another queue.prefix to start anew, or run the version that wrote it`,
    )
  }
  if (layout.partitions !== partitions) {
    throw unsuitable(
      link.where,
      `its data lies in ${layout.partitions} partitions, and queue.partitions in the config is ${partitions}. Set it to ${layout.partitions}, or take another queue.prefix to start anew`,
    )
  }
}

/** Null where nothing was started yet. */
export async function partitionsOf(link: Link): Promise<number | null> {
  const found = await ask(link, (connection) => connection.get(link.keys.layout))
  return found === null ? null : (JSON.parse(found) as { partitions: number }).partitions
}
