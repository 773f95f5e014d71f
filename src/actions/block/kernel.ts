// Commands for nftables → carried out by one `nft -i` that stays, and confirmed by the events of the kernel itself.
import type { ChildProcess, ChildProcessWithoutNullStreams } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { OperationalError } from '../../errors.ts'
import { MonitorReader } from './monitor.ts'
import { failed, runNft, startNft, wordsForMortal } from './nft.ts'
import {
  adding,
  type Element,
  type Listed,
  nobody,
  readListing,
  rehearsing,
  removing,
  replacing,
  setOf,
  setUp,
  table,
} from './ruleset.ts'

export interface KernelSettings {
  /** Microseconds since the epoch. */
  readonly nowUs: () => number
  readonly onTrouble: (error: Error) => void
  readonly program?: string
  readonly patienceMs?: number
}

interface Waiting {
  readonly kind: 'added' | 'removed'
  readonly address: string
  readonly command: string
  readonly done: (us: number) => void
  readonly failed: (error: Error) => void
}

const usualPatienceMs = 2000

/** Elements changed by one call. */
const chunk = 500

export class Kernel {
  readonly #settings: KernelSettings
  #nft: ChildProcessWithoutNullStreams | null = null
  #monitor: ChildProcess | null = null
  readonly #waiting = new Set<Waiting>()
  /** Commands that `#nft` was given. */
  #given = 0
  #isClosed = false

  constructor(settings: KernelSettings) {
    this.#settings = settings
  }

  /** Whether a command would be carried out at once. */
  get isReady(): boolean {
    return this.#nft !== null && this.#monitor !== null
  }

  /** Makes the table where it is not there, and starts what carries out and what confirms. Throws BLOCK_… */
  async open(): Promise<void> {
    await this.#run(setUp)
    this.#stop()
    const nft = this.#startNft()
    const monitor = this.#startMonitor(await wordsForMortal())
    try {
      await untilHeard(nft, monitor)
    } catch (error) {
      for (const child of [nft, monitor]) child.kill()
      throw error
    }
    this.#monitor = monitor
    this.#nft = nft
    this.freshen()
  }

  /**
   * nft fetches tables and sets anew for the first command after any change to them. To be called now and then, since others
   * change theirs too: then it has fetched them before it is in a hurry.
   */
  freshen(): void {
    if (!this.isReady || this.#waiting.size > 0) return
    if (this.#given >= mostGiven) this.#renew()
    this.#give(rehearsing)
  }

  /** Resolves to when the kernel told of it, microseconds since the epoch. It is written before this returns. */
  add(element: Element, isKnown = false): Promise<number> {
    const command = isKnown ? replacing(element) : adding(element)
    return isRange(element) ? this.#runNow(command) : this.#carryOut({ kind: 'added', address: element.name, command })
  }

  remove(element: Pick<Element, 'name' | 'network'>): Promise<number> {
    const command = removing(element)
    return isRange(element)
      ? this.#runNow(command)
      : this.#carryOut({ kind: 'removed', address: element.name, command })
  }

  /** Many at a time, where nobody waits for each. */
  async change(remove: readonly Pick<Element, 'name' | 'network'>[], add: readonly Element[]): Promise<void> {
    const commands = [...remove.map(removing), ...add.map(adding)]
    for (let from = 0; from < commands.length; from += chunk)
      await this.#run(commands.slice(from, from + chunk).join('; '))
    this.freshen()
  }

  /** What the kernel holds now; null where the table is gone. */
  async list(): Promise<readonly Listed[] | null> {
    try {
      return readListing(await this.#run('list', 'table', ...table.split(' ')))
    } catch (error) {
      if (error instanceof OperationalError && /No such file/.test(error.message)) return null
      throw error
    }
  }

  /** What is blocked stays blocked. */
  close(): void {
    this.#isClosed = true
    this.#stop()
  }

  #carryOut(asked: Omit<Waiting, 'done' | 'failed'>): Promise<number> {
    const { isReady } = this
    // Before all that can be done while nft works.
    if (isReady) this.#give(asked.command)
    const { promise, resolve, reject } = Promise.withResolvers<number>()
    const timer = setTimeout(
      () => waiting.failed(failed('the kernel did not confirm it in time')),
      this.#settings.patienceMs ?? usualPatienceMs,
    )
    const end = (): void => {
      clearTimeout(timer)
      this.#waiting.delete(waiting)
    }
    const waiting: Waiting = {
      ...asked,
      done: (us) => {
        end()
        resolve(us)
        this.freshen()
      },
      failed: (error) => {
        end()
        reject(error)
      },
    }
    this.#waiting.add(waiting)
    if (!isReady) waiting.failed(failed('nft is not running'))
    return promise
  }

  #give(command: string): void {
    this.#nft!.stdin.write(`${command}\n`)
    this.#given++
  }

  #startNft(): ChildProcessWithoutNullStreams {
    const child = startNft(this.#program, ['-i'], { stdio: 'pipe' }) as ChildProcessWithoutNullStreams
    this.#given = 0
    child.stdout.resume()
    child.stdin.on('error', () => {})
    let said = ''
    child.stderr.on('data', (bytes: Buffer) => {
      said = this.#refuse((said + bytes.toString()).slice(-longestSaid))
    })
    this.#watch(child)
    return child
  }

  #startMonitor(mortal: readonly string[]): ChildProcess {
    const child = startNft(this.#program, ['monitor', 'elements'], { stdio: ['ignore', 'pipe', 'pipe'], mortal })
    const reader = new MonitorReader()
    child.stdout!.on('data', (bytes: Buffer) => {
      const us = this.#settings.nowUs()
      for (const { kind, address } of reader.read(bytes.toString())) this.#confirm(kind, address, us)
    })
    this.#watch(child)
    return child
  }

  /** nft looks through all commands that it was ever given at each new one. */
  #renew(): void {
    const before = this.#nft
    if (before === null) return
    this.#nft = this.#startNft()
    before.stdin.end()
  }

  #confirm(kind: Waiting['kind'], address: string, us: number): void {
    for (const waiting of this.#waiting) {
      if (waiting.kind === kind && waiting.address === address) waiting.done(us)
    }
  }

  /** It repeats the command that it did not understand, or could not carry out. Returns what was said behind that. */
  #refuse(said: string): string {
    for (const waiting of this.#waiting) {
      const at = said.indexOf(`\n${waiting.command}\n`)
      if (at < 0) continue
      const line = said.slice(said.lastIndexOf('Error', at), at)
      waiting.failed(failed(line.replace(/^Error: /, '')))
      return this.#refuse(said.slice(at + 1 + waiting.command.length))
    }
    return said
  }

  /** What the monitor tells of a range is late, and has no end. The kernel has taken it when the program has ended well. */
  async #runNow(command: string): Promise<number> {
    await this.#run(command)
    this.freshen()
    return this.#settings.nowUs()
  }

  /** Where one of the two ends, nothing is carried out until both are started anew. */
  #watch(child: ChildProcess): void {
    const ended = (): void => {
      if (child !== this.#nft && child !== this.#monitor) return
      this.#stop()
      if (!this.#isClosed) this.#settings.onTrouble(failed('nft has ended'))
    }
    child.once('error', ended)
    child.once('exit', ended)
  }

  #stop(): void {
    const children = [this.#nft, this.#monitor]
    this.#nft = null
    this.#monitor = null
    for (const child of children) child?.kill()
    for (const waiting of this.#waiting) waiting.failed(failed('nft has ended'))
  }

  #run(...words: readonly string[]): Promise<string> {
    return runNft(this.#program, words)
  }

  get #program(): string {
    return this.#settings.program ?? 'nft'
  }
}

const betweenProbesMs = 20
const longestSilenceMs = 10_000

/**
 * What happened before the monitor listens is not told: a probe of ours comes and goes until it tells of it. After that
 * both have done once what they are for.
 */
async function untilHeard(nft: ChildProcessWithoutNullStreams, monitor: ChildProcess): Promise<void> {
  let isHeard = false
  const listen = (bytes: Buffer): void => {
    isHeard ||= bytes.includes(nobody)
  }
  monitor.stdout!.on('data', listen)
  const end = performance.now() + longestSilenceMs
  const live = (): boolean =>
    [nft, monitor].every(({ exitCode, signalCode }) => exitCode === null && signalCode === null)
  while (!isHeard && performance.now() < end && live()) {
    nft.stdin.write(
      `add element ${table} address4 { ${nobody} timeout 1s }; delete element ${table} address4 { ${nobody} }\n`,
    )
    await sleep(betweenProbesMs)
  }
  monitor.stdout!.off('data', listen)
  if (!isHeard) throw failed('nft monitor tells nothing')
}

/** Commands after which another child takes over. */
const mostGiven = 128

const longestSaid = 4000

const isRange = ({ network }: Pick<Element, 'network'>): boolean => setOf(network).startsWith('range')
