// What lists hold that stand in files of a run's machine: published for the workers, each text once.
import { ask, type Link } from './connect.ts'

export interface PublishedList {
  /** The same wherever the rules are read. */
  readonly key: string
  readonly hash: string
  readonly text: string
}

/** What was published of them before is let go: whoever still looks for it finds the new one at the next look. */
export async function publishLists(link: Link, lists: readonly PublishedList[]): Promise<void> {
  if (lists.length === 0) return
  const { lists: index, list } = link.keys
  const before = await publishedLists(link)
  const now = new Map([...before, ...lists.map(({ key, hash }): [string, string] => [key, hash])])
  const used = new Set(now.values())
  await ask(link, (connection) => {
    const all = connection.multi()
    for (const { key, hash, text } of lists) {
      if (before.get(key) !== hash) all.set(list(hash), text)
      all.hset(index, key, hash)
    }
    for (const hash of new Set(before.values())) if (!used.has(hash)) all.del(list(hash))
    return all.exec()
  })
}

/** By list, the hash of what it holds. */
export async function publishedLists(link: Link): Promise<ReadonlyMap<string, string>> {
  return new Map(Object.entries(await ask(link, (connection) => connection.hgetall(link.keys.lists))))
}

/** Null where another took its place meanwhile. */
export async function readList(link: Link, hash: string): Promise<string | null> {
  return await ask(link, (connection) => connection.get(link.keys.list(hash)))
}
