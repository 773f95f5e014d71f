// On CI: what servers lack → installed, from Debian's packages and Maven Central.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { elasticVersion } from './elastic.ts'
import { elasticHome, unpackedElastic } from './find.ts'

const artifact = `org.elasticsearch.distribution.integ-test-zip:elasticsearch:${elasticVersion}:zip`
const unpack = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:unpack'

/** Nothing where one is had in another way. Says so where it fails: the tests that need it then fail. */
export function installElastic(): void {
  if (process.env['TRIPLINE_TEST_ELASTICSEARCH_URL'] || elasticHome() !== null) return
  const cache = dirname(unpackedElastic)
  mkdirSync(cache, { recursive: true })
  // Beside its place, then moved there: two runs at once must not see half a server.
  const folder = mkdtempSync(join(cache, 'unpacking-'))
  const settings = {
    artifact,
    outputDirectory: folder,
    // Once unpacked nobody wants the packed one, nor what unpacked it.
    'maven.repo.local': join(folder, 'repository'),
  }
  const words = ['--batch-mode', '--quiet', unpack, ...Object.entries(settings).map(([name, is]) => `-D${name}=${is}`)]
  try {
    const { status } = spawnSync('mvn', words, { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] })
    if (status !== 0) console.log('!!! Elasticsearch could not be had from Maven Central.')
    else renameSync(join(folder, `elasticsearch-${elasticVersion}`), unpackedElastic)
  } catch (error) {
    if (elasticHome() === null) throw error
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
