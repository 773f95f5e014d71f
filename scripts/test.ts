// `npm test`: everything that can run on this machine → the runner's own output, what could not run, what ran only at its
// second try, what was left behind, and the counts.
// The last line is `N passed, N failed, N skipped`; the exit status is the runner's.
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import {
  filesWithSkippedTests,
  flakyTests,
  leftBehind,
  type RunnerReport,
  readCounts,
  reportName,
  skippedTests,
} from './test/report.ts'
import { installElastic } from './test/servers/install.ts'
import { installMissingTools, missingTools } from './test/tools.ts'

const root = resolve(import.meta.dirname, '..')

process.exitCode = runTests(process.argv.slice(2))

function runTests(extra: readonly string[]): number {
  if (process.env['CI']) {
    installMissingTools(missingTools())
    installElastic()
  }
  for (const { command, neededFor } of missingTools())
    shout(`${command} is not installed: ${neededFor} will be skipped.`)
  const { status, report, left } = runVitest(extra)
  if (report === null) {
    console.error('The test runner did not come to an end: there is no report to count from.')
    return status || 1
  }
  for (const name of left) shout(`left behind in the temporary folder: ${name}`)
  // What failed before it passed may not have come to its end.
  const isUntidy = left.length > 0 && flakyTests(report, root).length === 0
  return conclude(report, status) || (isUntidy ? 1 : 0)
}

function conclude(report: RunnerReport, status: number): number {
  for (const name of skippedTests(report, root)) shout(`skipped: ${name}`)
  for (const name of flakyTests(report, root)) shout(`flaky: ${name}`)
  const lacking = process.env['CI'] ? filesWithSkippedTests(report).filter(wantsServers) : []
  for (const file of lacking) shout(`${file} wants a server: on CI none of its tests may be skipped.`)
  const { passed, failed, skipped } = readCounts(report)
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
  return status === 0 && (failed > 0 || passed === 0 || lacking.length > 0) ? 1 : status
}

/** Also one that starts its own. */
function wantsServers(file: string): boolean {
  return /\/servers(?:\.ts'|\/)/.test(readFileSync(file, 'utf8'))
}

interface Ran {
  readonly status: number
  /** Null where the runner never got as far as writing one. */
  readonly report: RunnerReport | null
  /** Files and folders that tests made and did not remove. */
  readonly left: readonly string[]
}

function runVitest(extra: readonly string[]): Ran {
  const folder = mkdtempSync(join(tmpdir(), 'tripline-test-'))
  // It is the temporary folder of all that runs, also of servers under other users.
  chmodSync(folder, 0o1777)
  const file = join(folder, reportName)
  const runner = join(root, 'node_modules/vitest/vitest.mjs')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const projects = ['--project', 'unit', '--project', 'integration']
  try {
    const ran = spawnSync(process.execPath, [runner, 'run', ...projects, ...reporters, ...extra], {
      cwd: root,
      env: { ...process.env, TMPDIR: folder },
      stdio: 'inherit',
    })
    const report = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null
    return { status: ran.status ?? 1, report, left: leftBehind(readdirSync(folder)) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function shout(line: string): void {
  console.log(`!!! ${line}`)
}
