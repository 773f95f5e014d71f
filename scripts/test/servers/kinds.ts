// The two servers that tests need: how each is found on this machine, and how one is started that lasts as long as its tests.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startElastic, startElasticInDocker } from './elastic.ts'
import { type Found, findElastic, findRedis } from './find.ts'
import { startRedis, startRedisInDocker } from './redis.ts'
import type { Server } from './server.ts'

/** One to be started here, not one that somebody else runs. */
type Own = Extract<Found, { kind: 'installed' | 'docker' }>

export interface ServerKind {
  readonly name: string
  find(): Found
  /** Options are those of its command line. */
  start(found: Own, options?: readonly string[]): Promise<Server>
}

export const redisKind: ServerKind = {
  name: 'Redis',
  find: findRedis,
  start: ({ kind }, options = []) =>
    kind === 'docker' ? startRedisInDocker({ options }) : startRedis({ folder: newFolder(), options, temporary: true }),
}

export const elasticKind = elastic(true)

/** At full speed, once it has run for a while. */
export const measuredElasticKind = elastic(false)

function elastic(isBrief: boolean): ServerKind {
  return { name: 'Elasticsearch', find: findElastic, start }

  function start(found: Own, options: readonly string[] = []): Promise<Server> {
    const settings = { options, isBrief }
    return found.kind === 'docker'
      ? startElasticInDocker(settings)
      : startElastic({ ...settings, folder: newFolder(), home: found.home, temporary: true })
  }
}

const newFolder = (): string => mkdtempSync(join(tmpdir(), 'tripline-server-'))
