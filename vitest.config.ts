// Which tests run: `unit` needs nothing but Node; `integration` starts processes and servers and uses tools found on the machine.
import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './scripts/test/longest-first.ts'

/** A busy machine is slow to come to what is waited for; who waits waits no longer than it takes. */
const patient = { poll: { timeout: 30_000 } }

/**
 * On CI, where a failure holds up others, whatever failed is tried once more: `npm test` tells loudly what passed only then.
 * Not a property that does not hold: however seldom its counterexample comes up, it is one.
 */
const retry = process.env['CI'] ? { count: 1, condition: /^(?!Property failed)/ } : 0

export default defineConfig({
  test: {
    // Half of what integration tests do is wait for programs and servers: on two cores, three files at a time.
    maxWorkers: Math.max(3, availableParallelism()),
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/integration/**', 'test/browser/**'],
          // Loading the same modules for each file anew takes as long as the tests.
          isolate: false,
          setupFiles: ['scripts/test/shared-process.ts'],
          // Properties take their time where other work shares the machine; one that hangs is still found.
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: patient,
          retry,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/{integration,browser}/**/*.test.ts'],
          globalSetup: ['scripts/test/servers/setup.ts'],
          testTimeout: 240_000,
          expect: patient,
          hookTimeout: 360_000,
          retry,
        },
      },
    ],
  },
})
