// The test runner's JSON report → how many passed, failed and were skipped; which were skipped, and which are flaky;
// names in the temporary folder → what tests left there.

/** The parts of the report that are read here. */
export interface RunnerReport {
  readonly testResults: readonly FileResult[]
}

interface FileResult {
  readonly name: string
  readonly status: string
  readonly assertionResults: readonly TestResult[]
}

interface TestResult {
  readonly fullName: string
  readonly status: string
  /** Of all tries: one that passed may have failed before. */
  readonly failureMessages: readonly string[]
}

export interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

export function readCounts(report: RunnerReport): Counts {
  const statuses = report.testResults.flatMap(statusesOf)
  const passed = statuses.filter((status) => status === 'passed').length
  const failed = statuses.filter((status) => status === 'failed').length
  return { passed, failed, skipped: statuses.length - passed - failed }
}

/** A file that failed outside any of its tests (it could not be loaded, a hook failed) counts as one failure. */
function statusesOf(file: FileResult): string[] {
  const statuses = file.assertionResults.map(({ status }) => status)
  return file.status === 'failed' && !statuses.includes('failed') ? [...statuses, 'failed'] : statuses
}

/** `test/sensor/tshark.test.ts: frames agree with tshark`, one a line; names are taken from the folder `root`. */
export const skippedTests = (report: RunnerReport, root: string): string[] => namesOf(report, root, isSkipped)

/** Those that passed at their second try alone, named likewise. */
export const flakyTests = (report: RunnerReport, root: string): string[] => namesOf(report, root, isFlaky)

const namesOf = (report: RunnerReport, root: string, which: (test: TestResult) => boolean): string[] =>
  report.testResults.flatMap((file) =>
    file.assertionResults.filter(which).map(({ fullName }) => `${file.name.replace(`${root}/`, '')}: ${fullName}`),
  )

/** Their paths, of the files that have one at least. */
export function filesWithSkippedTests(report: RunnerReport): string[] {
  return report.testResults.filter((file) => file.assertionResults.some(isSkipped)).map(({ name }) => name)
}

/** The report's own file, in the temporary folder of the tests. */
export const reportName = 'report.json'

/** Of the names in that folder at the end: what tests should have removed. Node keeps what it compiled for the next time. */
export const leftBehind = (names: readonly string[]): string[] =>
  names.filter((name) => name !== reportName && name !== 'node-compile-cache')

const isSkipped = ({ status }: TestResult): boolean => status !== 'passed' && status !== 'failed'

const isFlaky = ({ status, failureMessages }: TestResult): boolean => status === 'passed' && failureMessages.length > 0
