// An incident that asks for a block → what its rows of the outbox ask for. The same incident gives the same.
import type { Outline } from '../../incident/outline.ts'

export interface Adding {
  readonly kind: 'add'
  /** An address or a network; null where the incident names no source of packets. */
  readonly address: string | null
  /** Who really is the client, where that is another: the address is a proxy's. */
  readonly behind: string | null
  readonly spanMs: number
  /** Event time of what completed the incident, integer microseconds; null where an operator asks. */
  readonly packetUs: number | null
  /** The rule's id; null where an operator asks. */
  readonly rule: string | null
}

/** What a row of `block` asks for. */
export type BlockCommand = Adding | { readonly kind: 'remove'; readonly address: string }

/** The one target of all rows: the kernel that the run lives on. */
export const blockTarget = 'kernel'

/** Addresses blocked for one incident. */
const mostAddresses = 16

/** One for each address that the incident's packets came from; where it names none, one that says so. */
export function blockCommands({ us, ruleId, source, client }: Outline, spanUs: number): readonly Adding[] {
  const sources = textsOf(source).slice(0, mostAddresses)
  const behind = textsOf(client).find((each) => !sources.includes(each)) ?? null
  const targets = sources.length > 0 ? sources : [null]
  return targets.map((address) => ({
    ...{ kind: 'add', address, behind, spanMs: spanUs / 1000, packetUs: us, rule: ruleId },
  }))
}

const textsOf = (value: unknown): readonly string[] => [value ?? []].flat().filter((each) => typeof each === 'string')

export const readBlock = (payload: string): BlockCommand => JSON.parse(payload) as BlockCommand
