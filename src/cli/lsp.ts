// `tripline lsp`: the language server, on standard input and output.
import { dirname, resolve } from 'node:path'
import { ListFiles } from '../app/list-files.ts'
import { version } from '../app/version.ts'
import { serve } from '../language-server/server.ts'

/** 0; 1 where the editor went away without saying so. */
export async function lspCommand(): Promise<number> {
  const files = new ListFiles()
  const isAsked = await serve({
    input: process.stdin,
    output: process.stdout,
    version,
    today: () => new Date().toISOString().slice(0, 10),
    loadList: ({ path, type, file }) =>
      file === null || path === '' ? null : files.load(type, resolve(dirname(path), file)),
  })
  return isAsked ? 0 : 1
}
