// The rules that everybody evaluates by: published under their hash, with one hash that counts now.
import { ask, type Link } from './connect.ts'

/** Of a producer's hash: the rules that it published last. */
const publishedField = '#rules'

export interface Publication {
  readonly hash: string
  readonly text: string
}

/** From now on batches that were routed by other rules are refused. */
export async function publishRules(link: Link, producer: string, { hash, text }: Publication): Promise<void> {
  const { rules, ruleset, producer: of } = link.keys
  await ask(link, (connection) =>
    connection.multi().set(ruleset(hash), text).set(rules, hash).hset(of(producer), publishedField, hash).exec(),
  )
}

/** The hash that counts now, and the one that this producer published last; null where there is none. */
export async function publishedBy(
  link: Link,
  producer: string,
): Promise<{ readonly current: string | null; readonly ownBefore: string | null }> {
  const [current, ownBefore] = await Promise.all([
    currentRules(link),
    ask(link, (connection) => connection.hget(link.keys.producer(producer), publishedField)),
  ])
  return { current, ownBefore }
}

/** Null where none were published. */
export async function currentRules(link: Link): Promise<string | null> {
  return await ask(link, (connection) => connection.get(link.keys.rules))
}

/** Null where there are none with that hash. */
export async function readRules(link: Link, hash: string): Promise<string | null> {
  return await ask(link, (connection) => connection.get(link.keys.ruleset(hash)))
}
