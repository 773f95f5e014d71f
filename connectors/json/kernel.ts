// The compiled kernel (assembly/rows.ts) → an instance of it that works in the memory given.
import { instancesOf } from './instances.ts'
import { kernel } from './kernel.generated.ts'

/** The functions of the kernel, and what it says of the lines read last. */
export interface Kernel {
  walks(root: number, fields: number, seen: number, starts: number, ends: number): void
  columnsAt(columns: number, count: number, mostRows: number): void
  tells(times: number, sequences: number, lines: number): void
  leavesTimes(): void
  takesSyslog(): void
  notes(news: number, mostNews: number): void
  begin(): void
  run(at: number, stop: number): number
  readonly rows: WebAssembly.Global
  readonly newsCount: WebAssembly.Global
  readonly reason: WebAssembly.Global
  readonly keyAt: WebAssembly.Global
  readonly keyNode: WebAssembly.Global
  readonly keyBefore: WebAssembly.Global
}

export const instantiate = instancesOf<Kernel>(kernel)
