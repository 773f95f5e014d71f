// What became of a block → what is told of it in the outbox and in the incident.
import type { NestedDocument } from '../../event/value.ts'

export interface BlockTimes {
  readonly address: string
  /** When the packet came, as the capture says; null where an operator asked. */
  readonly packetUs: number | null
  /** When the rule had decided. */
  readonly ruleUs: number
  readonly untilMs: number
  /** When the kernel told that it blocks; null where it did before, or does not. */
  readonly kernelUs: number | null
}

export interface BlockReport {
  readonly outcome: 'confirmed' | 'dry_run' | 'refused' | 'failed'
  readonly address: string | null
  /** A sentence. */
  readonly detail: string
  readonly times: BlockTimes | null
}

export const noSource: BlockReport = {
  ...{ outcome: 'refused', address: null, times: null },
  detail: 'The incident names no source.ip: the rule needs events that agree on one.',
}

export const refused = (address: string, reason: string): BlockReport => ({
  ...{ outcome: 'refused', address, times: null },
  detail: `${address} is not blocked. ${reason}`,
})

type Known = Omit<BlockTimes, 'kernelUs'>

export const dryRun = (times: Known): BlockReport => ({
  ...{ outcome: 'dry_run', address: times.address, times: { ...times, kernelUs: null } },
  detail: `${times.address} would be blocked until ${iso(times.untilMs)}: blocks.mode is dry_run.`,
})

export function timesOf(times: Known, kernelUs: number | null): BlockReport {
  const { address, packetUs, untilMs } = times
  const delay = kernelUs === null || packetUs === null ? '' : `, ${ms(kernelUs - packetUs)} ms after its packet`
  const until = `until ${iso(untilMs)}`
  const detail =
    kernelUs === null ? `${address} is blocked ${until} already.` : `${address} is blocked ${until}${delay}.`
  return { outcome: 'confirmed', address, detail, times: { ...times, kernelUs } }
}

/** What stands under `tripline.block` in an incident. */
export const blocksOf = (reports: readonly BlockReport[]): NestedDocument => ({
  block: reports.map(({ outcome, address, detail, times }) => ({
    ...{ outcome, address, detail },
    ...(times && {
      until: iso(times.untilMs),
      packet: times.packetUs === null ? null : isoUs(times.packetUs),
      rule: isoUs(times.ruleUs),
      kernel: times.kernelUs === null ? null : isoUs(times.kernelUs),
      delay_ms: times.kernelUs === null || times.packetUs === null ? null : ms(times.kernelUs - times.packetUs),
    }),
  })) as unknown as readonly NestedDocument[],
})

const ms = (us: number): number => Math.round(us) / 1000

const iso = (atMs: number): string => new Date(atMs).toISOString()

/** With microseconds. */
const isoUs = (us: number): string =>
  new Date(Math.floor(us / 1000)).toISOString().replace('Z', `${String(Math.round(us) % 1000).padStart(3, '0')}Z`)
