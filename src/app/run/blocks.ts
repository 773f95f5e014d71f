// The blocks of the config → who carries them out on this machine, at once where a rule asks, and keeps them so.
import { blocksAskedFor } from '../../actions/block/asked.ts'
import { Blocker } from '../../actions/block/blocker.ts'
import { Kernel } from '../../actions/block/kernel.ts'
import { createOwnAddresses } from '../../actions/block/own-addresses.ts'
import { type BlockReport, blocksOf } from '../../actions/block/report.ts'
import type { Incident, IncidentChange } from '../../incident/incident.ts'
import { type Outline, outlineOf } from '../../incident/outline.ts'
import type { MetricsSource } from '../../metrics/table.ts'
import type { BlockStore } from '../../store/blocks.ts'
import type { FoundConfig } from '../config.ts'
import type { Check } from './health.ts'
import type { Log } from './log.ts'
import { preciseNowUs } from './precise-clock.ts'

export interface Blocks {
  readonly blocker: Blocker
  readonly checks: readonly Check[]
  readonly metrics: MetricsSource
  /** Begins the blocks that an incident asks for, before it is described. */
  ahead(outline: Outline): void
  /** What became of those that were begun, told in the incidents, before these are durable. */
  atOnce(changes: readonly IncidentChange[]): Promise<readonly IncidentChange[]> | null
  start(): Promise<void>
  stop(): void
}

/** How often it is looked whether the kernel still holds what it shall: sooner where nothing can be blocked. */
const keepMs = 30_000
const mendMs = 5000

/** An incident waits no longer for the kernel's word; the next one not at all, until the kernel has spoken again. */
const patienceMs = 1000

export function openBlocks({ config }: FoundConfig, store: BlockStore, log: Log): Blocks {
  const { mode, never, max: most } = config.blocks
  const trouble = createTrouble(log)
  const kernel = new Kernel({ nowUs: preciseNowUs, onTrouble: trouble })
  const own = createOwnAddresses()
  const blocker = new Blocker({
    ...{ mode, kernel, store, most, nowUs: preciseNowUs, onTrouble: trouble },
    untouchable: { never, trustedProxies: config.trusted_proxies, own: own.list },
  })
  const inTime = createPatience(patienceMs)
  let keptMs = 0
  let timer: NodeJS.Timeout | undefined
  const keep = async (): Promise<void> => {
    own.refresh()
    kernel.freshen()
    if (kernel.isReady && performance.now() - keptMs < keepMs) return
    keptMs = performance.now()
    await blocker.keep()
  }
  return {
    blocker,
    checks: mode === 'enforce' ? [{ name: 'block', ask: () => (kernel.isReady ? null : cannotBlock) }] : [],
    metrics: {
      tripline_blocks_active: () => blocker.active,
      tripline_blocks_total: () => Object.entries(blocker.counts),
    },
    ahead(outline) {
      for (const asked of blocksAskedFor(outline)) blocker.beginNow(asked)
    },
    atOnce: (changes) => (changes.some(asksForBlock) ? begin(blocker, changes, inTime) : null),
    async start() {
      await blocker.start()
      timer = setInterval(() => void keep(), mendMs)
    },
    stop() {
      clearInterval(timer)
      blocker.close()
    },
  }
}

const cannotBlock = 'Nothing can be blocked. The log says why.'

const asksForBlock = (change: IncidentChange): boolean =>
  change.kind === 'raised' && change.incident.respond.some(({ kind }) => kind === 'block')

/** All are with the kernel before the first is waited for. */
function begin(
  blocker: Blocker,
  changes: readonly IncidentChange[],
  inTime: Patience,
): Promise<readonly IncidentChange[]> {
  return Promise.all(
    changes.map(async (change): Promise<IncidentChange> => {
      if (change.kind !== 'raised' || !asksForBlock(change)) return change
      const { incident } = change
      const asked = blocksAskedFor(outlineOf(incident))
      const begun = Promise.all(asked.map(({ id, command }) => blocker.begin(id, command)))
      const reports = await inTime(begun)
      return reports === null ? change : { kind: 'raised', incident: withBlocks(incident, reports) }
    }),
  )
}

/** Null where it takes longer: the row of the outbox tells it then. */
type Patience = (begun: Promise<readonly BlockReport[]>) => Promise<readonly BlockReport[] | null>

function createPatience(usualMs: number): Patience {
  let ms = usualMs
  return async (begun) => {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<null>((done) => {
      timer = setTimeout(() => {
        ms = 0
        done(null)
      }, ms)
    })
    void begun.then(() => {
      ms = usualMs
    })
    return Promise.race([begun, late]).finally(() => clearTimeout(timer))
  }
}

const withBlocks = (incident: Incident, reports: readonly BlockReport[]): Incident => {
  const tripline = (incident.document.tripline ?? {}) as Incident['document']
  return { ...incident, document: { ...incident.document, tripline: { ...tripline, ...blocksOf(reports) } } }
}

const betweenMs = 60_000

/** The same trouble is told once a minute. */
function createTrouble(log: Log): (error: Error) => void {
  let last = ''
  let atMs = Number.NEGATIVE_INFINITY
  return (error) => {
    if (error.message === last && performance.now() - atMs < betweenMs) return
    last = error.message
    atMs = performance.now()
    log.error('Blocks cannot be carried out; trying again.', { error })
  }
}
