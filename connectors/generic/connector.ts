// Any line of JSON, or that a regular expression matches, with a mapping in the config → the events that it says.
import { anyCategory } from '../../src/event/category.ts'
import { createAccessReader } from '../access/reader.ts'
import { type Configured, defineConnector } from '../connector.ts'
import { readTimezone, type Settings } from '../settings.ts'
import { dataset } from './events.ts'
import { checkMapping } from './mapping.ts'
import { openValues, type Plan, planOf } from './plan.ts'
import { createMappedReader } from './reader.ts'

export const generic = defineConnector<Plan>({
  name: dataset,
  summary: 'Reads JSON or anything that a regular expression matches, line by line, as `mapping` says.',
  categories: anyCategory,
  latenessUs: 5_000_000,
  leavesOut: true,
  // Nothing tells that a line is meant to be read by a mapping.
  recognise: () => 0,
  configure,
  open: (plan, context) =>
    plan.mapping.category === 'access'
      ? createAccessReader(dataset, [() => openValues(plan)], context)
      : createMappedReader(plan, context),
})

function configure(settings: Settings): Configured<Plan> {
  const zone = readTimezone(settings)
  if (!zone.ok) return zone
  const checked = checkMapping(settings['mapping'], zone.value)
  return checked.ok ? { ok: true, config: planOf(checked.mapping) } : { ...checked, setting: 'mapping' }
}
