// Programs run as a person would: from a folder, with an environment that knows nothing of the test runner.
import { spawnSync } from 'node:child_process'
import { delimiter, dirname, resolve } from 'node:path'

export const root = resolve(import.meta.dirname, '../..')

export interface Ran {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** In ms: who hangs is told, and does not hang the tests. */
const longest = 5 * 60_000

export function run(folder: string, env: NodeJS.ProcessEnv, command: string, words: readonly string[]): Ran {
  const { status, stdout, stderr, error } = spawnSync(command, words, {
    cwd: folder,
    env,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    timeout: longest,
    killSignal: 'SIGKILL',
  })
  return { status, stdout, stderr: error === undefined ? stderr : `${stderr}\n${command} ${error.message}` }
}

const ofThisRun = /^(?:npm_|vitest|node_|force_color|tripline_)|^(?:test|mode|dev|prod|ssr|base_url)$/i

/** Where packages come from and whose certificates are trusted on the way is the machine's, however it is said. */
const ofTheMachine = /^(?:node_extra_ca_certs|npm_config_(?:cafile|registry|proxy|https_proxy|noproxy))$/i

/** As outside the project: no setting of npm or the test runner, and none of the project's own programs. */
export function outside(): NodeJS.ProcessEnv {
  const ours = Object.entries(process.env).filter(([name]) => ofTheMachine.test(name) || !ofThisRun.test(name))
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'))
  return { ...Object.fromEntries(ours), PATH: path.join(delimiter), NO_COLOR: '1' }
}

/** As outside, on a machine whose `node` is the one that runs this test. */
export function onThisNode(): NodeJS.ProcessEnv {
  const env = outside()
  return { ...env, PATH: [dirname(process.execPath), env['PATH']].join(delimiter) }
}
