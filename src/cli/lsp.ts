// `tripline lsp`: the language server, on standard input and output.
import { type FoundConfig, findConfig } from '../app/config.ts'
import { openSurroundings } from '../app/surroundings.ts'
import { version } from '../app/version.ts'
import { defaultConfig } from '../config/default.ts'
import { OperationalError } from '../errors.ts'
import { serve } from '../language-server/server.ts'
import { note } from './terminal.ts'

/** 0; 1 where the editor went away without saying so. */
export async function lspCommand(): Promise<number> {
  const isAsked = await serve({
    input: process.stdin,
    output: process.stdout,
    version,
    today: () => new Date().toISOString().slice(0, 10),
    around: openSurroundings(await configHere()),
  })
  return isAsked ? 0 : 1
}

/** A config with a mistake keeps nobody from writing rules. */
async function configHere(): Promise<FoundConfig> {
  try {
    return await findConfig(undefined)
  } catch (error) {
    if (!(error instanceof OperationalError)) throw error
    note(`${error.message}\n`)
    return { config: defaultConfig(), path: null, resolve: (path) => path }
  }
}
