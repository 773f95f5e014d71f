// The counts of `npm test` are the runner's, whatever shape its report takes.
import { expect, test } from 'vitest'
import { filesWithSkippedTests, flakyTests, leftBehind, readCounts, skippedTests } from '../../scripts/test/report.ts'

const file = (status: string, ...statuses: string[]) => ({
  name: '/clone/test/some.test.ts',
  status,
  assertionResults: statuses.map((each, index) => ({ fullName: `test ${index}`, status: each, failureMessages: [] })),
})

test('every status that is neither passed nor failed counts as skipped', () => {
  const report = { testResults: [file('failed', 'passed', 'failed', 'pending'), file('passed', 'todo', 'skipped')] }
  expect(readCounts(report)).toEqual({ passed: 1, failed: 1, skipped: 3 })
})

test('a file that could not be loaded is a failure', () => {
  expect(readCounts({ testResults: [file('failed'), file('passed', 'passed')] }).failed).toBe(1)
})

test('a file whose hook failed is a failure though each of its tests passed', () => {
  expect(readCounts({ testResults: [file('failed', 'passed')] })).toEqual({ passed: 1, failed: 1, skipped: 0 })
})

test('skipped tests are named by file and test', () => {
  const report = { testResults: [file('passed', 'passed', 'pending')] }
  expect(skippedTests(report, '/clone')).toEqual(['test/some.test.ts: test 1'])
})

test('files with a skipped test are named by their path', () => {
  const report = { testResults: [file('passed', 'passed'), { ...file('passed', 'pending'), name: '/clone/b.test.ts' }] }
  expect(filesWithSkippedTests(report)).toEqual(['/clone/b.test.ts'])
})

test('a test that passed after it had failed counts as passed, and is told', () => {
  const tried = { fullName: 'again', status: 'passed', failureMessages: ['Error: once'] }
  const report = { testResults: [file('passed', 'passed'), { ...file('passed'), assertionResults: [tried] }] }
  expect(flakyTests(report, '/clone')).toEqual(['test/some.test.ts: again'])
  expect(readCounts(report)).toEqual({ passed: 2, failed: 0, skipped: 0 })
})

test('a test that failed however often it was tried is not told as flaky', () => {
  const tried = { fullName: 'again', status: 'failed', failureMessages: ['Error: once', 'Error: twice'] }
  expect(flakyTests({ testResults: [{ ...file('failed'), assertionResults: [tried] }] }, '/clone')).toEqual([])
})

test('what a test leaves in the temporary folder is told; what the runner and Node keep there is not', () => {
  expect(leftBehind(['report.json', 'node-compile-cache', 'tripline-intake-a1b2c3'])).toEqual([
    'tripline-intake-a1b2c3',
  ])
})
