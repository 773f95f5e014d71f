// The integration tests' set-up: a run of them → the address where they ask for their servers.
import type { TestProject } from 'vitest/node'
import { openBroker } from './broker.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Absent where unit tests run alone. */
    readonly servers?: string
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const broker = await openBroker()
  project.provide('servers', broker.url)
  return () => broker.close()
}
