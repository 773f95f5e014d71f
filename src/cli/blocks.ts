// `tripline blocks`: what is blocked in the kernel; block, and let go again, by the run that is alive.
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type BlockCommand, blockTarget } from '../actions/block/command.ts'
import { createJudge, spelled } from '../actions/block/judge.ts'
import { Kernel } from '../actions/block/kernel.ts'
import { createOwnAddresses } from '../actions/block/own-addresses.ts'
import type { Listed } from '../actions/block/ruleset.ts'
import { type FoundConfig, findConfig } from '../app/config.ts'
import { openKeptStore } from '../app/store.ts'
import { parseSpan } from '../config/span.ts'
import { OperationalError } from '../errors.ts'
import type { Block } from '../store/blocks.ts'
import type { SqliteStore } from '../store/sqlite/open-sqlite-store.ts'
import type { OutboxRow } from '../store/store.ts'
import { coloursFor, harmless, json, note, out } from './terminal.ts'

interface Options {
  readonly config?: string
  readonly json?: true
}

export const listCommand = (options: Options): Promise<number> =>
  withStore(options, async (store) => {
    const blocks = await store.blocks(Date.now())
    const kernel = await listed()
    for (const block of blocks) out(options.json ? json(shown(block, kernel)) : line(block, kernel))
    if (options.json) return 0
    if (blocks.length === 0) note('Nothing is blocked.')
    if (kernel === null) note('The kernel could not be asked: that needs the capability CAP_NET_ADMIN, or root.')
    return 0
  })

export function addCommand(
  address: string,
  options: Options & { readonly for: string; readonly dryRun?: true },
): Promise<number> {
  const spanUs = parseSpan(options.for)
  if (!spanUs) throw new OperationalError('USAGE', { details: `${options.for} is no span such as 15m, 24h or 7d.` })
  const target = named(address)
  const command: BlockCommand = {
    ...{ kind: 'add', address: target.name, behind: null, packetUs: null, rule: null },
    spanMs: spanUs / 1000,
  }
  return withStore(options, async (store, { config }) => {
    const own = createOwnAddresses().list
    const { never } = config.blocks
    const refusal = createJudge({ never, trustedProxies: config.trusted_proxies, own })(target.network)
    if (refusal !== null) throw new OperationalError('USAGE', { details: `${target.name} is not blocked. ${refusal}` })
    if (!options.dryRun) return ask(store, command, options)
    out(options.json ? json({ address: target.name, outcome: 'dry_run' }) : `${target.name} would be blocked.`)
    return 0
  })
}

export const removeCommand = (address: string, options: Options): Promise<number> =>
  withStore(options, (store) => ask(store, { kind: 'remove', address: named(address).name }, options))

function named(address: string): NonNullable<ReturnType<typeof spelled>> {
  const target = spelled(address)
  if (target === null)
    throw new OperationalError('USAGE', {
      details: `${address} is neither an address nor a network such as 192.0.2.0/24.`,
    })
  return target
}

const patienceMs = 10_000

/** Into the outbox, from where the run that is alive takes it; waits for what became of it. */
async function ask(store: SqliteStore, command: BlockCommand, options: Options): Promise<number> {
  const id = `ask_${randomUUID()}`
  const entry = { id, action: 'block', target: blockTarget, incidentId: '', payload: JSON.stringify(command) } as const
  await store.ask(entry, Date.now())
  for (const end = Date.now() + patienceMs; Date.now() < end; await sleep(50)) {
    const row = (await store.list({ limit: 1000 })).find((each) => each.id === id)
    if (row && row.state !== 'waiting') return conclude(row, command, options)
  }
  throw new OperationalError('USAGE', {
    details: 'No running tripline has taken it. It is carried out when one starts with this config.',
  })
}

function conclude({ state, lastDetail }: OutboxRow, { address }: BlockCommand, options: Options): number {
  out(options.json ? json({ address, outcome: state, detail: lastDetail }) : harmless(lastDetail))
  return state === 'delivered' ? 0 : 1
}

/** Null where the kernel cannot be asked. */
async function listed(): Promise<readonly Listed[] | null> {
  const kernel = new Kernel({ nowUs: () => 0, onTrouble: () => {} })
  return kernel.list().catch(() => null)
}

function shown({ sinceMs, untilMs, ...block }: Block, kernel: readonly Listed[] | null): object {
  const element = kernel?.find(({ name }) => name === block.address)
  return {
    ...block,
    since: new Date(sinceMs).toISOString(),
    until: new Date(untilMs).toISOString(),
    ...(kernel !== null && { inKernel: element !== undefined, packets: element?.packets ?? 0 }),
  }
}

function line({ address, untilMs, rule, incident }: Block, kernel: readonly Listed[] | null): string {
  const colours = coloursFor(process.stdout)
  const element = kernel?.find(({ name }) => name === address)
  const dropped =
    kernel === null ? '' : element ? `  ${element.packets} packets dropped` : colours.red('  not in the kernel')
  const why = rule === null ? 'by an operator' : `by ${harmless(rule)}  ${colours.dim(`incident ${incident ?? '-'}`)}`
  return `${colours.red(address.padEnd(39))}  until ${new Date(untilMs).toISOString()}${dropped}  ${why}`
}

async function withStore(
  options: Options,
  work: (store: SqliteStore, found: FoundConfig) => Promise<number>,
): Promise<number> {
  const found = await findConfig(options.config)
  if (found.config.queue)
    throw new OperationalError('USAGE', { details: 'Blocks are carried out by a run without a queue alone.' })
  const store = await openKeptStore(found.resolve(found.config.store.path))
  try {
    return await work(store, found)
  } finally {
    await store.close()
  }
}
