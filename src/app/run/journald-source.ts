// A source of type journald in the config → the journal, followed.
import type { Config } from '../../config/schema.ts'
import type { Source } from '../../event/source.ts'
import { journaldSource as openJournald } from '../../intake/journald.ts'
import type { FoundConfig } from '../config.ts'
import { namedConnector } from './named-connector.ts'
import type { Opening } from './sources.ts'
import { usualLatenessUs } from './syslog-source.ts'

export type ConfiguredJournald = Extract<Config['sources'][number], { type: 'journald' }>

export function journaldSource(
  configured: ConfiguredJournald,
  { resolve }: FoundConfig,
  { request, signal, keep, log }: Opening,
): Source {
  const { unit = null, identifier = null, directory } = configured
  const connector = namedConnector(configured)
  const id = journaldId(configured)
  return openJournald({
    ...{ id, connector, request, signal, keep },
    selection: { unit, identifier, directory: directory === undefined ? null : resolve(directory) },
    latenessUs: configured.lateness ?? connector?.connector.latenessUs ?? usualLatenessUs,
    onTrouble: (reason) => log.error('The journal cannot be read; trying again.', { source: id, reason }),
  })
}

/** The same after a restart. */
export const journaldId = ({ unit, identifier, directory }: ConfiguredJournald): string =>
  ['journald', unit, identifier, directory].filter((each) => each !== undefined).join(':')
