// Flags of V8 that are set while the program runs, since whoever starts it names none.
import { setFlagsFromString } from 'node:v8'

/** Its flags are its own affair: those of another V8 may mean something else. */
export const isKnownV8 = /^13\./.test(process.versions.v8)

export function tellV8(flag: string): void {
  if (isKnownV8) setFlagsFromString(flag)
}

/** Of a command that reads its inputs once, writes what it finds and ends. */
export function settleForOnce(): void {
  // What is old is collected once it has grown by 1.2 times; V8 itself lets it grow fourfold. By six tenths a scan with the
  // rules that ship takes a fifth more time.
  tellV8('--heap-growing-percent=120')
}
