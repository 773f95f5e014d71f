// A source of type capture in the config → the packets of its interface, as they come.
import type { Config } from '../../config/schema.ts'
import { GrowingKeyLog } from '../../intake/key-log-file.ts'
import { type LiveSource, liveSource } from '../../intake/live.ts'
import type { Log } from './log.ts'
import type { Opening } from './sources.ts'
import { tellDrops } from './syslog-source.ts'

export type ConfiguredCapture = Extract<Config['sources'][number], { type: 'capture' }>

export function interfaceSource(
  configured: ConfiguredCapture,
  keys: string | null,
  { request, signal, log }: Pick<Opening, 'request' | 'signal' | 'log'>,
): LiveSource {
  const { interface: name, filter = null } = configured
  const id = captureId(configured)
  const source = liveSource({
    ...{ id, interface: name, filter, request, signal },
    ...(keys !== null && { freshKeys: freshKeys(keys, log) }),
    onTrouble: (error) => log.error('Packets cannot be captured; trying again.', { source: id, error }),
  })
  tellDrops(
    { info: source.info, traffic: () => source.packets() },
    { log, signal, what: 'Packets were dropped: they come faster than they can be taken in.' },
  )
  return source
}

/** Reads a key log as it grows; without it encrypted connections stay closed. */
export function freshKeys(path: string, log: Pick<Log, 'warn'>): () => string {
  const file = new GrowingKeyLog(path, (error) =>
    log.warn('Keys of TLS cannot be read; encrypted connections stay closed until they can.', { path, error }),
  )
  return () => file.fresh()
}

/** The same after a restart. */
export const captureId = ({ interface: name, filter }: ConfiguredCapture): string =>
  ['capture', name, filter].filter((each) => each !== undefined).join(':')
