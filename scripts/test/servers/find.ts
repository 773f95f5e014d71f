// What this machine has → how tests get a Redis and an Elasticsearch: by URL, installed, by docker, or not at all.
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { findProgram } from '../find-program.ts'
import { hasDocker } from './docker.ts'
import { elasticVersion } from './elastic.ts'

export type Found =
  | { readonly kind: 'url'; readonly url: string }
  /** Where the server is unpacked; for one that is a program on the PATH, that program. */
  | { readonly kind: 'installed'; readonly home: string }
  | { readonly kind: 'docker' }
  | { readonly kind: 'absent'; readonly advice: string }

export function findRedis(): Found {
  const url = process.env['TRIPLINE_TEST_REDIS_URL']
  if (url) return { kind: 'url', url }
  const home = findProgram('redis-server')
  if (home !== null) return { kind: 'installed', home }
  if (hasDocker()) return { kind: 'docker' }
  return { kind: 'absent', advice: 'Install redis-server or docker, or set TRIPLINE_TEST_REDIS_URL.' }
}

export function findElastic(): Found {
  const url = process.env['TRIPLINE_TEST_ELASTICSEARCH_URL']
  if (url) return { kind: 'url', url }
  const home = elasticHome()
  if (home !== null) return { kind: 'installed', home }
  if (hasDocker()) return { kind: 'docker' }
  const advice = 'Set ELASTICSEARCH_HOME to an unpacked server or TRIPLINE_TEST_ELASTICSEARCH_URL, or install docker.'
  return { kind: 'absent', advice }
}

/** An unpacked server, and a Java to run it with. */
export function elasticHome(): string | null {
  const homes = [process.env['ELASTICSEARCH_HOME'], unpackedElastic].filter((home) => home !== undefined)
  const home = homes.find((each) => existsSync(join(each, 'bin/elasticsearch')))
  if (home === undefined) return null
  const hasJava = existsSync(join(home, 'jdk')) || process.env['ES_JAVA_HOME'] || findProgram('java') !== null
  return hasJava ? home : null
}

/** Root runs the server as nobody, who cannot see into root's own folder. */
const cache = process.getuid?.() === 0 ? '/var/cache/tripline' : join(homedir(), '.cache/tripline')

/** Where the server is put that the tests install for themselves. */
export const unpackedElastic = join(cache, `elasticsearch-${elasticVersion}`)
