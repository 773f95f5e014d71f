// Blocks that are asked for → judged, carried out in the kernel at once or tried again, kept in the store, reconciled.
import type { OperationalError } from '../../errors.ts'
import type { Block, BlockStore } from '../../store/blocks.ts'
import type { OutboxRow } from '../../store/store.ts'
import type { Attempt, Sent } from '../action.ts'
import type { AskedBlock } from './asked.ts'
import { type Adding, type BlockCommand, readBlock } from './command.ts'
import { createJudge, type Judge, overlaps, spelled, type Untouchable } from './judge.ts'
import type { Kernel } from './kernel.ts'
import { reconcile } from './reconcile.ts'
import { type BlockReport, dryRun, noSource, refused, timesOf } from './report.ts'
import { setSize } from './ruleset.ts'

export type BlockMode = 'dry_run' | 'enforce'

export interface BlockerSettings {
  readonly mode: BlockMode
  readonly kernel: Pick<Kernel, 'isReady' | 'open' | 'add' | 'remove' | 'change' | 'list' | 'close'>
  readonly store: BlockStore
  readonly untouchable: Untouchable
  /** Addresses and ranges blocked at once. */
  readonly most: number
  /** Microseconds since the epoch. */
  readonly nowUs: () => number
  /** Something is not as it should be; it is tried again. */
  readonly onTrouble: (error: Error) => void
}

/** What began before its row, and has not been asked about by it yet: a batch may ask for as many as can be blocked. */
const mostBegun = setSize

export class Blocker {
  readonly #settings: BlockerSettings
  readonly #judge: Judge
  readonly #active = new Map<string, Block>()
  readonly #begun = new Map<string, Promise<BlockReport>>()
  readonly #counts: Record<BlockReport['outcome'], number> = { confirmed: 0, dry_run: 0, refused: 0, failed: 0 }
  #isOpening = false

  constructor(settings: BlockerSettings) {
    this.#settings = settings
    this.#judge = createJudge(settings.untouchable)
  }

  /** What the store says is blocked is so in the kernel, and nothing else. */
  async start(): Promise<void> {
    for (const block of await this.#settings.store.blocks(this.#nowMs())) this.#active.set(block.address, block)
    await this.keep()
  }

  /** To be called every now and then: whoever flushed all rules of the machine has flushed ours. */
  async keep(): Promise<void> {
    const { mode, kernel, onTrouble } = this.#settings
    if (mode !== 'enforce' || this.#isOpening) return
    this.#isOpening = true
    try {
      this.#prune()
      const listed = kernel.isReady ? await kernel.list() : null
      if (listed === null) await kernel.open()
      const { remove, add } = reconcile(
        [...this.#active.values()],
        listed ?? (await kernel.list()) ?? [],
        this.#nowMs(),
      )
      await kernel.change(remove, add)
    } catch (error) {
      onTrouble(error as Error)
    } finally {
      this.#isOpening = false
    }
  }

  /** Also before the row of that id is durable: the row finds what was begun. Never rejects. */
  begin(id: string, command: BlockCommand): Promise<BlockReport> {
    const known = this.#begun.get(id)
    if (known) return known
    const report = this.#carryOut(command)
    this.#remember(id, report)
    return report
  }

  /** The same of one that nobody has asked for yet: its id is looked at when the kernel has its command. */
  beginNow(asked: AskedBlock): void {
    const report = this.#carryOut(asked.command)
    this.#remember(asked.id, report)
  }

  readonly send = async ({ id, payload, incidentId }: OutboxRow, _attempt: Attempt): Promise<Sent> => {
    const command = readBlock(payload)
    const report = await this.begin(id, command)
    this.#begun.delete(id)
    this.#counts[report.outcome]++
    if (report.outcome === 'failed') return { kind: 'again', detail: report.detail }
    if (report.outcome === 'refused') return { kind: 'refused', detail: report.detail }
    if (report.outcome === 'confirmed') await this.#note(command, report, incidentId)
    return { kind: 'delivered', detail: report.detail, isRepeatable: true }
  }

  get active(): number {
    this.#prune()
    return this.#active.size
  }

  get counts(): Readonly<Record<BlockReport['outcome'], number>> {
    return this.#counts
  }

  /** What is blocked stays blocked for as long as it is to be. */
  close(): void {
    this.#settings.kernel.close()
  }

  #remember(id: string, report: Promise<BlockReport>): void {
    this.#begun.set(id, report)
    if (this.#begun.size > mostBegun) this.#begun.delete(this.#begun.keys().next().value!)
  }

  async #carryOut(command: BlockCommand): Promise<BlockReport> {
    const ruleUs = this.#settings.nowUs()
    if (command.kind === 'remove') return this.#remove(command.address)
    const { address } = command
    if (address === null) return noSource
    const target = spelled(address)
    if (target === null) return refused(address, 'It is neither an address nor a network.')
    const refusal = this.#refusal(command, target, ruleUs)
    if (refusal !== null) return refused(target.name, refusal)
    const untilMs = Math.round(ruleUs / 1000) + command.spanMs
    const times = { address: target.name, packetUs: command.packetUs, ruleUs, untilMs }
    return this.#settings.mode === 'dry_run' ? dryRun(times) : this.#add(target, command, times)
  }

  #refusal(command: Adding, { name, network }: NonNullable<ReturnType<typeof spelled>>, ruleUs: number): string | null {
    const { most } = this.#settings
    if (command.behind !== null)
      return `The client is ${command.behind}, behind it: a block would shut out all who come through it.`
    const ageMs = (ruleUs - (command.packetUs ?? ruleUs)) / 1000
    if (ageMs > command.spanMs) return 'What it is for is so long ago that the block would be over.'
    const never = this.#judge(network)
    if (never !== null || this.#active.has(name)) return never
    if (this.#active.size >= most || name.includes('/')) this.#prune()
    if (this.#active.size >= most) return `As many are blocked as may be (blocks.max: ${most}).`
    if (!name.includes('/')) return null
    const other = [...this.#active.keys()].find((each) => each.includes('/') && overlaps(network, each))
    return other === undefined ? null : `It overlaps with ${other}, which is blocked: remove that first.`
  }

  async #add(
    { name, network }: NonNullable<ReturnType<typeof spelled>>,
    command: Adding,
    times: { address: string; packetUs: number | null; ruleUs: number; untilMs: number },
  ): Promise<BlockReport> {
    const known = this.#active.get(name)
    const before = known !== undefined && known.untilMs > this.#nowMs() ? known : null
    if (before !== null && before.untilMs >= times.untilMs) return timesOf({ ...times, untilMs: before.untilMs }, null)
    const since = { rule: command.rule, incident: null, sinceMs: this.#nowMs() }
    this.#active.set(name, { ...since, ...before, address: name, untilMs: times.untilMs })
    try {
      const seconds = Math.max(1, Math.round(command.spanMs / 1000))
      return timesOf(times, await this.#settings.kernel.add({ name, network, seconds }, known !== undefined))
    } catch (error) {
      if (before === null) this.#active.delete(name)
      else this.#active.set(name, before)
      return { outcome: 'failed', address: name, detail: (error as OperationalError).message, times: null }
    }
  }

  async #remove(address: string): Promise<BlockReport> {
    const target = spelled(address)
    if (target === null || !this.#active.has(target.name)) return refused(address, 'It is not blocked.')
    const { mode, kernel } = this.#settings
    try {
      if (mode === 'enforce') await kernel.remove(target)
    } catch (error) {
      const listed = await kernel.list().catch(() => null)
      if (listed === null || listed.some(({ name }) => name === target.name))
        return { outcome: 'failed', address: target.name, detail: (error as Error).message, times: null }
    }
    this.#active.delete(target.name)
    return { outcome: 'confirmed', address: target.name, detail: `${target.name} is blocked no longer.`, times: null }
  }

  /** After a crash between the kernel and this, the row is still there, and is carried out again. */
  async #note(command: BlockCommand, { address }: BlockReport, incident: string): Promise<void> {
    const { store } = this.#settings
    const block = address === null ? undefined : this.#active.get(address)
    if (command.kind === 'remove' && address !== null) await store.removeBlock(address)
    else if (block) await store.putBlock({ ...block, incident: block.incident ?? (incident || null) }, this.#nowMs())
  }

  #prune(): void {
    const nowMs = this.#nowMs()
    for (const [address, { untilMs }] of this.#active) if (untilMs <= nowMs) this.#active.delete(address)
  }

  #nowMs(): number {
    return this.#settings.nowUs() / 1000
  }
}
