// How a server is launched → one that answers, that can be killed and started again, and that does not outlive this process.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Launch {
  /** For messages: `Redis`. */
  readonly name: string
  readonly url: string
  readonly command: string
  readonly words: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  /** Whose rights it runs with. */
  readonly user?: number
  readonly timeoutMs: number
  answers(): Promise<boolean>
  /** Words of a command that sends it a signal, where it is no child of this process. */
  signalWords?(signal: NodeJS.Signals): readonly string[]
  /** Words of a command that leaves nothing of it behind: for a server whose data nobody wants to keep. */
  readonly removeWords?: readonly string[]
}

/** How long an orderly stop may take. */
const graceMs = 30_000

export class Server {
  readonly url: string
  readonly #launch: Launch
  #child: ChildProcess | null = null
  #guard: ChildProcess | null = null
  #said = ''

  constructor(launch: Launch) {
    this.#launch = launch
    this.url = launch.url
  }

  /** Again after a kill or a stop as well: its data is where it was. Resolves when it answers. */
  async start(): Promise<void> {
    if (this.#isRunning()) return
    const { command, words, env = process.env, user } = this.#launch
    const rights = user === undefined ? {} : { uid: user, gid: user }
    // A group of its own: Ctrl-C is for the tests, which stop their servers themselves.
    const child = spawn(command, words, { env, detached: true, stdio: ['pipe', 'pipe', 'pipe'], ...rights })
    this.#child = child
    this.#said = ''
    const listen = (bytes: Buffer): void => {
      this.#said = (this.#said + bytes.toString()).slice(-10_000)
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    child.on('error', (error) => listen(Buffer.from(error.message)))
    this.#guard = guard(child.pid, this.#launch.removeWords ?? [])
    await this.#answering(child)
  }

  async #answering(child: ChildProcess): Promise<void> {
    const { name, timeoutMs } = this.#launch
    for (const end = Date.now() + timeoutMs; Date.now() < end; await sleep(50)) {
      if (child.pid === undefined || !this.#isRunning()) throw new Error(`${name} did not start:\n${this.#said}`)
      if (await this.#launch.answers()) return
    }
    await this.kill('SIGKILL')
    throw new Error(`${name} did not answer in ${timeoutMs / 1000} s:\n${this.#said}`)
  }

  /** As a crash does; resolves when it is gone. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.#child
    if (child?.pid !== undefined && this.#isRunning()) {
      const gone = once(child, 'exit')
      this.#signal(signal)
      // What is frozen takes no other signal.
      if (signal !== 'SIGKILL') this.#signal('SIGCONT')
      await gone
    }
    this.#child = null
    this.#guard?.kill('SIGKILL')
    this.#guard = null
  }

  /** In an orderly way; what takes too long is killed. */
  async stop(): Promise<void> {
    const timer = setTimeout(() => this.#isRunning() && this.#signal('SIGKILL'), graceMs)
    try {
      await this.kill('SIGTERM')
    } finally {
      clearTimeout(timer)
    }
  }

  /** Stops it and leaves nothing of it behind. */
  async remove(): Promise<void> {
    await this.stop()
    const [command, ...words] = this.#launch.removeWords ?? []
    if (command !== undefined) spawnSync(command, words, { stdio: 'ignore' })
  }

  /** Frozen: connections stay open, and nobody answers. */
  pause(): void {
    this.#signal('SIGSTOP')
  }

  resume(): void {
    this.#signal('SIGCONT')
  }

  #isRunning(): boolean {
    return this.#child !== null && this.#child.exitCode === null && this.#child.signalCode === null
  }

  #signal(signal: NodeJS.Signals): void {
    const words = this.#launch.signalWords?.(signal)
    if (words) spawn(words[0]!, words.slice(1), { stdio: 'ignore' })
    else if (this.#child?.pid !== undefined) process.kill(-this.#child.pid, signal)
  }
}

/**
 * Ends the group of processes when this process is gone, however that came about: its end closes the pipe that the guard
 * reads from.
 */
export function guard(group: number | undefined, remove: readonly string[]): ChildProcess | null {
  if (group === undefined) return null
  const script = 'read -r _; kill -s KILL -- -"$0" 2>/dev/null; "$@"'
  const words = ['-c', script, String(group), ...(remove.length > 0 ? remove : [':'])]
  const child = spawn('sh', words, { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
  child.unref()
  return child
}
