// `npm test`: everything that can run on this machine → the runner's own output, what could not run, what ran only at its
// second try, and the counts.
// The last line is `N passed, N failed, N skipped`; the exit status is the runner's.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { filesWithSkippedTests, flakyTests, type RunnerReport, readCounts, skippedTests } from './test/report.ts'
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
  const { status, report } = runVitest(extra)
  if (report === null) {
    console.error('The test runner did not come to an end: there is no report to count from.')
    return status || 1
  }
  return conclude(report, status)
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

/** The report is null where the runner never got as far as writing one. */
function runVitest(extra: readonly string[]): { status: number; report: RunnerReport | null } {
  const folder = mkdtempSync(join(tmpdir(), 'tripline-test-'))
  const file = join(folder, 'report.json')
  const runner = join(root, 'node_modules/vitest/vitest.mjs')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const projects = ['--project', 'unit', '--project', 'integration']
  try {
    const ran = spawnSync(process.execPath, [runner, 'run', ...projects, ...reporters, ...extra], {
      cwd: root,
      stdio: 'inherit',
    })
    return { status: ran.status ?? 1, report: existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function shout(line: string): void {
  console.log(`!!! ${line}`)
}
