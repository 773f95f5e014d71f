// A small dose of what `npm run fuzz -- connectors` gives by the million: no connector throws, and every byte is read.
import { expect, test } from 'vitest'
import { connectors } from '../../connectors/index.ts'
import { fuzz, type Report } from '../../scripts/fuzz/connector.ts'

test.each(connectors.map(({ name }) => name))('%s takes mutated lines', { timeout: 60_000 }, (connector) => {
  const reports: Report[] = []
  fuzz({ connector, lines: 500, seed: 7 }, (report) => void reports.push(report))
  expect(reports.at(-1)).toMatchObject({ kind: 'done', lines: 500 })
  expect(reports.at(-1)).not.toMatchObject({ events: 0 })
})
