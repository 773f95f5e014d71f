// By what `min` and `max` order values that are written as texts: addresses as numbers, times as instants.

import { parseBlock } from '../../event/address.ts'
import { parseTime } from '../../event/time.ts'
import type { Type } from '../2-check/types.ts'
import type { Rank } from '../plan.ts'

/** Null where values are ordered by themselves. */
export function rankOf(type: Type): Rank | null {
  if (type === 'ip') return (value) => rankOfAddress(String(value))
  return type === 'date' ? (value) => rankOfTime(String(value)) : null
}

/** Digits of one length are in order as texts. */
function rankOfAddress(text: string): string | null {
  const block = parseBlock(text)
  return block && `${block.version}${block.first.toString(16).padStart(32, '0')}`
}

/** Of times before the epoch those that are further from it come first. */
function rankOfTime(text: string): string | null {
  const time = parseTime(text)
  if (!time) return null
  const us = BigInt(time.us) + 2n ** 63n
  return `${us.toString().padStart(20, '0')}${String(time.nanos).padStart(3, '0')}`
}
