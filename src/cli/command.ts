// What a command is to the command line: it adds itself to the program, and its code is loaded when it is asked for.
import type { Command, Option } from 'commander'

type Run = (...args: never[]) => Promise<number>

/** `done` is told the exit status. */
export type Add = (program: Command, done: (status: number) => void) => void

/** Loads the command's code, runs it, keeps its exit status. */
export const action =
  (done: (status: number) => void, load: () => Promise<Run>) =>
  async (...args: unknown[]): Promise<void> => {
    const run = await load()
    // The last argument is commander's own command object.
    done(await run(...(args.slice(0, -1) as never[])))
  }

export const withOptions = (command: Command, options: readonly Option[]): Command =>
  options.reduce((taking, option) => taking.addOption(option), command)
