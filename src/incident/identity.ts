// What makes an incident the same incident when its input is read again.
import { hash } from 'node:crypto'
import type { Match } from '../engine/match.ts'

/** Hash of rule id, rule version, group key and the `event.id` that completed the match: 128 bits, hex. */
export function incidentId({ rule, key, completedBy }: Match): string {
  const { id, version } = rule.metadata
  return hash('sha256', JSON.stringify([id, version, key, completedBy])).slice(0, 32)
}
