// The config → what the run hands its deliveries to. What only one kind needs is loaded only for it.
import { OperationalError } from '../../errors.ts'
import type { FoundConfig } from '../config.ts'
import type { LoadedRules } from '../rules.ts'
import type { SearchServer } from '../search-server.ts'
import type { BackEnd } from './back-end.ts'
import type { Watching } from './sender.ts'

export interface BackEndParts extends Watching {
  /** The run cannot go on as it is. */
  readonly onRefused: (error: Error) => void
}

export async function openBackEnd(found: FoundConfig, rules: LoadedRules, parts: BackEndParts): Promise<BackEnd> {
  const search = found.config.store.elasticsearch ? await openSearch(found, parts) : null
  if (!found.config.queue) {
    const { openAlone } = await import('./alone.ts')
    return openAlone(found, rules, { ...parts, search })
  }
  if (search === null) throw new OperationalError('CONFIG_INVALID', { details: withoutSearch })
  const { openScaled } = await import('./scaled.ts')
  return openScaled(found, rules, { ...parts, search })
}

const withoutSearch =
  'A config with "queue" needs "store.elasticsearch" as well: workers put incidents there, and the console reads them there.'

async function openSearch(found: FoundConfig, { log }: BackEndParts): Promise<SearchServer> {
  const { openSearchServer } = await import('../elastic.ts')
  return openSearchServer(found, log)
}
