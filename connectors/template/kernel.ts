// The compiled kernel (assembly/lines.ts) → an instance of it that works in the memory given.
import { instancesOf } from '../json/instances.ts'
import { kernel } from './kernel.generated.ts'

/** The functions of the kernel, and what it says of the lines read last. */
export interface Kernel {
  columnsAt(columns: number, count: number, mostRows: number): void
  kindsAt(kinds: number, count: number, withinSyslog: number, hasJson: number, lines: number): void
  spansAt(starts: number, ends: number): void
  notes(news: number, mostNews: number): void
  begin(): void
  run(at: number, stop: number): number
  readonly rows: WebAssembly.Global
  readonly newsCount: WebAssembly.Global
  readonly reason: WebAssembly.Global
  readonly timeFrom: WebAssembly.Global
  readonly timeTo: WebAssembly.Global
  readonly timeColumn: WebAssembly.Global
}

export const instantiate = instancesOf<Kernel>(kernel)
