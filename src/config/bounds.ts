// What `bounds` may say: how much a rule may hold, by what is counted.
import * as v from 'valibot'

/** So many of something; more than that no table of this machine holds. */
const most = 16_000_000
const megabytes = v.pipe(v.number(), v.minValue(1))

/** What becomes of a key for which there is no room. */
const policies = ['evict', 'refuse', 'approximate'] as const

const count = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(most))

const ofRule = {
  keys: v.optional(count),
  /** In the window of one key. */
  events_per_key: v.optional(count),
  /** In the windows of all keys. */
  events: v.optional(count),
  /** Events that wait for what may still come before them, and absences that wait for their time. */
  pending: v.optional(count),
  /** Events that an incident of a window shows. */
  evidence_per_key: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(most))),
  /** Events that are kept to be shown, over all keys. */
  evidence: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(most))),
  /** Of all that it holds, estimated. */
  max_megabytes: v.optional(megabytes),
  /** Of one key, beyond which percentiles are approximate. */
  exact_values: v.optional(count),
  policy: v.optional(v.picklist(policies, `must be one of ${policies.join(', ')}`)),
}

const rule = v.strictObject(ofRule)

export const bounds = v.strictObject({
  ...ofRule,
  /** Of all rules together, over all partitions where there are several. */
  total_megabytes: v.optional(megabytes),
  /** By the name of a rule: what it has of its own. */
  rules: v.optional(v.record(v.string(), rule), {}),
})

export type BoundsConfig = v.InferOutput<typeof bounds>
export type RuleBoundsConfig = v.InferOutput<typeof rule>
