// How long it takes to be asked for help, and to scan the capture that ships, with the rules that ship and with six of one's
// own: from a clone as it is built, from the source of one that was edited since, and as a package.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Measured, measure } from './measure.ts'
import { median, type Row } from './table.ts'

const runs = 7
const root = resolve(import.meta.dirname, '..')
const scan = ['scan', join(root, 'examples/day-of-chat.pcap'), '--json']

const commands = {
  help: ['--help'],
  'scan, shipped rules': scan,
  'scan, six rules': [...scan, '--rules', join(root, 'bench/peers')],
}

type Run = (args: readonly string[]) => Promise<Measured>

export async function startBench(): Promise<readonly Row[]> {
  const { status } = spawnSync(process.execPath, ['scripts/build.ts'], { cwd: root, stdio: 'inherit' })
  if (status !== 0) throw new Error('The package cannot be built.')
  // Compiled code is kept, as the launcher does.
  const caches = mkdtempSync(join(tmpdir(), 'tripline-start-'))
  const ways: Readonly<Record<string, Run>> = {
    clone: (args) => measure(args),
    'clone, edited': (args) =>
      measure(args, [process.execPath, join(root, 'src/main.ts')], { NODE_COMPILE_CACHE: caches }),
    package: (args) =>
      measure(args, [process.execPath, join(root, 'dist/src/main.js')], { NODE_COMPILE_CACHE: caches }),
  }
  const rows: Row[] = []
  try {
    for (const [name, args] of Object.entries(commands))
      for (const [way, run] of Object.entries(ways)) rows.push(await rowOf(`${name}, ${way}`, () => run(args)))
  } finally {
    rmSync(caches, { recursive: true })
  }
  return rows
}

async function rowOf(command: string, run: () => Promise<Measured>): Promise<Row> {
  await run()
  const measured: Measured[] = []
  while (measured.length < runs) measured.push(await run())
  const times = measured.map(({ seconds }) => seconds * 1000)
  return {
    command,
    'median ms': median(times),
    'least ms': Math.min(...times),
    'most ms': Math.max(...times),
    'peak MB': Math.max(...measured.map(({ peakMb }) => peakMb)),
  }
}
