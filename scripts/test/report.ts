// The test runner's JSON report → how many passed, failed and were skipped, and which were skipped.

/** The parts of the report that are read here. */
export interface RunnerReport {
  readonly testResults: readonly FileResult[]
}

interface FileResult {
  readonly name: string
  readonly status: string
  readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[]
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
export function skippedTests(report: RunnerReport, root: string): string[] {
  return report.testResults.flatMap((file) =>
    file.assertionResults.filter(isSkipped).map(({ fullName }) => `${file.name.replace(`${root}/`, '')}: ${fullName}`),
  )
}

/** Their paths, of the files that have one at least. */
export function filesWithSkippedTests(report: RunnerReport): string[] {
  return report.testResults.filter((file) => file.assertionResults.some(isSkipped)).map(({ name }) => name)
}

const isSkipped = ({ status }: { readonly status: string }): boolean => status !== 'passed' && status !== 'failed'
