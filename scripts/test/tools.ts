// The programs that integration tests drive → which of them this machine lacks; on CI, their installation.
import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { findProgram } from './find-program.ts'
import { findElastic, findRedis } from './servers/find.ts'

export interface Tool {
  readonly command: string
  /** Debian's package of it. */
  readonly aptPackage: string
  /** What cannot be tested without it. */
  readonly neededFor: string
  /** True where something else serves as well. */
  isDispensable?(): boolean
}

const hasRedis = (): boolean => findRedis().kind !== 'absent'
const hasElastic = (): boolean => findElastic().kind !== 'absent'

/** No program, but a module of rsyslog's. */
export const hasBulkModule = (): boolean => globSync('/usr/lib/{,*/}rsyslog/omelasticsearch.so').length > 0

// biome-ignore format: table
const tools: readonly Tool[] = [
  { command: 'tshark',       aptPackage: 'tshark',                 neededFor: 'the comparison of decoded frames with Wireshark’s' },
  { command: 'tcpdump',      aptPackage: 'tcpdump',                neededFor: 'capturing real traffic' },
  { command: 'ip',           aptPackage: 'iproute2',               neededFor: 'everything in network namespaces' },
  { command: 'nft',          aptPackage: 'nftables',               neededFor: 'blocking in the kernel' },
  { command: 'nginx',        aptPackage: 'nginx-light',            neededFor: 'reading the log of a real proxy' },
  { command: 'haproxy',      aptPackage: 'haproxy',                neededFor: 'reading the log of a real HAProxy' },
  { command: 'apache2',      aptPackage: 'apache2-bin',            neededFor: 'reading the log of a real Apache' },
  { command: 'rsyslogd',     aptPackage: 'rsyslog',                neededFor: 'syslog as a real daemon forwards it' },
  { command: 'omelasticsearch', aptPackage: 'rsyslog-elasticsearch', neededFor: 'documents as a real shipper sends them', isDispensable: hasBulkModule },
  { command: 'systemd-journal-remote', aptPackage: 'systemd-journal-remote', neededFor: 'following a journal of systemd' },
  { command: 'chromium',     aptPackage: 'chromium',               neededFor: 'driving the console in a browser' },
  { command: 'redis-server', aptPackage: 'redis-server',           neededFor: 'everything with queues',          isDispensable: hasRedis },
  { command: 'java',         aptPackage: 'default-jre-headless',   neededFor: 'running an Elasticsearch',        isDispensable: hasElastic },
  { command: 'mvn',          aptPackage: 'maven',                  neededFor: 'getting an Elasticsearch on CI',  isDispensable: hasElastic },
]

export const missingTools = (): Tool[] =>
  tools.filter(({ command, isDispensable }) => findProgram(command) === null && !isDispensable?.())

/** Tries, and says so where it fails: the tests that need the tools are then skipped like anywhere else. */
export function installMissingTools(missing: readonly Tool[]): void {
  if (missing.length === 0) return
  const packages = missing.map(({ aptPackage }) => aptPackage)
  const done = apt('update', '-qq') && apt('install', '-y', '-qq', '--no-install-recommends', ...packages)
  if (!done) console.log(`!!! ${packages.join(' ')} could not be installed with apt-get.`)
}

function apt(...words: readonly string[]): boolean {
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n']
  const [command, ...rest] = [...asRoot, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...words]
  return spawnSync(command!, rest, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0
}
