// The rules that the config names, and those that count at the queue → the ones that this run goes by.
import type { Link } from '../../queue/redis/connect.ts'
import { publishLists } from '../../queue/redis/lists.ts'
import { publishedBy, publishRules, readRules } from '../../queue/redis/rules.ts'
import { publishedListsOf } from '../queue.ts'
import { compileFiles, handedOn, type LoadedRules, publication, type RuleTexts } from '../rules.ts'

export interface AgreedRules {
  readonly rules: LoadedRules
  /** The hash under which they are published. */
  readonly hash: string
  /** Another run published them; those of the config have not changed since this one did. */
  readonly areOfAnother: boolean
}

/**
 * Whoever brings rules that it did not bring before publishes them: then they count for all. Who comes back with what it
 * had before takes what another has published since, so that two runs with different rules do not publish in turns.
 */
export async function agreeOnRules(link: Link, producer: string, loaded: LoadedRules): Promise<AgreedRules> {
  const own = publication(loaded)
  const { current, ownBefore } = await publishedBy(link, producer)
  if (current !== null && current !== own.hash && ownBefore === own.hash) {
    const text = await readRules(link, current)
    if (text !== null) return { rules: await compilePublished(link, text), hash: current, areOfAnother: true }
  }
  await publishLists(link, handedOn(loaded))
  await publishRules(link, producer, own)
  return { rules: loaded, hash: own.hash, areOfAnother: false }
}

async function compilePublished(link: Link, text: string): Promise<LoadedRules> {
  const lists = publishedListsOf(link)
  await lists.refresh()
  return compileFiles(JSON.parse(text) as RuleTexts, { loadList: lists.load })
}
