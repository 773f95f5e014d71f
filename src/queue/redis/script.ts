// A Lua script → one atomic call, sent by its hash where the server knows it already.
import { createHash } from 'node:crypto'
import { ask, type Link } from './connect.ts'

export interface Script {
  readonly lua: string
  readonly sha: string
}

/**
 * What a worker needs takes something away first, be it nothing: after that, also a server without room allows the rest. Work
 * that goes on is what makes room.
 */
export const script = (lua: string): Script => ({ lua, sha: createHash('sha1').update(lua).digest('hex') })

export type Argument = string | number | Buffer

/** A server that was restarted has forgotten its scripts, so the text is sent where the hash is not known. */
export function run(
  link: Link,
  { lua, sha }: Script,
  keys: readonly string[],
  args: readonly Argument[] = [],
): Promise<unknown> {
  return ask(link, async (connection) => {
    try {
      return await connection.evalsha(sha, keys.length, ...keys, ...args)
    } catch (error) {
      if (!(error as Error).message.startsWith('NOSCRIPT')) throw error
      return await connection.eval(lua, keys.length, ...keys, ...args)
    }
  })
}
