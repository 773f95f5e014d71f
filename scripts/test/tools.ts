// The programs that integration tests drive → which of them this machine lacks; on CI, their installation.
import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

export interface Tool {
  readonly command: string
  /** Debian's package of it. */
  readonly aptPackage: string
  /** What cannot be tested without it. */
  readonly neededFor: string
}

// biome-ignore format: table
const tools: readonly Tool[] = [
  { command: 'tshark',   aptPackage: 'tshark',      neededFor: 'the comparison of decoded frames with Wireshark’s' },
  { command: 'tcpdump',  aptPackage: 'tcpdump',     neededFor: 'capturing real traffic' },
  { command: 'nginx',    aptPackage: 'nginx-light', neededFor: 'reading the log of a real proxy' },
  { command: 'chromium', aptPackage: 'chromium',    neededFor: 'driving the console in a browser' },
]

export const missingTools = (): Tool[] => tools.filter(({ command }) => !isInstalled(command))

function isInstalled(command: string): boolean {
  // Debian keeps daemons in sbin, which an ordinary user's PATH leaves out.
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
  return folders.some((folder) => isExecutable(join(folder, command)))
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

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
