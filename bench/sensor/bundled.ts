// bench/sensor/program.ts → the same in few files, as the package brings it, and run with compiled code that is kept, as its launcher does.
import { join, resolve } from 'node:path'
import { rolldown } from 'rolldown'

const root = resolve(import.meta.dirname, '../..')

export interface Bundled {
  readonly program: string
  readonly env: Readonly<Record<string, string>>
}

/** Into a folder of its own. The thread's file is looked for beside whatever starts it. */
export async function bundled(folder: string): Promise<Bundled> {
  const input = { program: 'bench/sensor/program.ts', thread: 'src/intake/ahead/thread.ts' }
  const made = await rolldown({ cwd: root, input, platform: 'node', external: /^node:/ })
  await made.write({ dir: folder, format: 'esm', entryFileNames: '[name].mjs' })
  await made.close()
  return { program: join(folder, 'program.mjs'), env: { NODE_COMPILE_CACHE: join(folder, 'compiled') } }
}
