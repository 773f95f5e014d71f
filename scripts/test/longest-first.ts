// Test files → the order in which they begin: those that take long before all others, so that none of them is left at the end.
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Parts of their paths. Those before the others wait most, for servers of their own or for a registry. */
const longest = [
  'faults-scale',
  'package',
  'compose',
  'image',
  'elastic/privileges',
  'browser/console',
  'faults-rotation',
  'readme',
  'integration/health',
  'redis/connect',
  'bullmq-claims',
  'kibana.test',
  'tshark',
]

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => rankOf(a) - rankOf(b))
  }
}

function rankOf({ moduleId, project }: TestSpecification): number {
  const rank = project.name === 'integration' ? longest.findIndex((part) => moduleId.includes(part)) : -1
  return rank === -1 ? longest.length : rank
}
