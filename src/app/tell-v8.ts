// Flags of V8 that are set while the program runs, since whoever starts it names none.
import { setFlagsFromString } from 'node:v8'

/** Its flags are its own affair: those of another V8 may mean something else. */
export const isKnownV8 = /^13\./.test(process.versions.v8)

export function tellV8(flag: string): void {
  if (isKnownV8) setFlagsFromString(flag)
}

/** Of a command that reads its inputs once, writes what it finds and ends. */
export function settleForOnce(): void {
  // Its compilers take a third of the time of all that runs beside the main thread; what they inline beyond that, such a
  // command ends too soon to have much of. V8 itself inlines up to 920 bytes of bytecode into a function.
  tellV8('--max-inlined-bytecode-size-cumulative=300')
  // What is old is collected once it has grown by six tenths; V8 itself lets it grow fourfold.
  tellV8('--heap-growing-percent=60')
}
