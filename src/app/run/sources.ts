// The sources of the config → each read as it comes, until the run stops.
import { statSync } from 'node:fs'

import type { Config } from '../../config/schema.ts'
import { OperationalError } from '../../errors.ts'
import { categoryBits } from '../../event/category.ts'
import type { Silence, Source } from '../../event/source.ts'
import { captureSource } from '../../intake/capture.ts'
import { logFileSource } from '../../intake/file.ts'
import { folderSource } from '../../intake/folder.ts'
import { readHead } from '../../intake/head.ts'
import { recognise } from '../../intake/recognise.ts'
import { waitForFile } from '../../intake/wait-for-file.ts'
import type { RequestSettings } from '../../request/settings.ts'
import type { FoundConfig } from '../config.ts'
import { configure, connectorNamed } from '../inputs.ts'
import { journaldId, journaldSource } from './journald-source.ts'
import type { Log } from './log.ts'
import { syslogId, syslogSource } from './syslog-source.ts'

type Configured = Config['sources'][number]

export interface Opening {
  readonly request: RequestSettings
  readonly signal: AbortSignal
  /** Makes the source known: from then on others wait for it. `silence` says what event time does when it is silent. */
  readonly add: (source: Source, silence: Silence) => Promise<void>
  readonly log: Log
}

export interface LiveSources {
  /** Reads all of them side by side; resolves when all have ended. */
  read(one: (source: Source) => Promise<void>): Promise<void>
}

/**
 * Adds every source that can be opened now before the first event is taken, so that a start finds the same order as the
 * start before it. A log that is not there yet, or still empty, is added when it can be told what it is.
 */
export async function openSources(found: FoundConfig, opening: Opening): Promise<LiveSources> {
  const reading: ((one: (source: Source) => Promise<void>) => Promise<void>)[] = []
  for (const configured of found.config.sources) {
    const open = async (): Promise<Source | null> => {
      try {
        const source = await openOne(configured, found, opening)
        await opening.add(source, configured.type === 'captures' ? 'stands-still' : 'runs-on')
        return source
      } catch (error) {
        if (!opening.signal.aborted)
          opening.log.error('A source cannot be read.', { source: nameOf(configured), error })
        return null
      }
    }
    const opened = canBeToldNow(configured, found) ? await open() : undefined
    reading.push(async (one) => {
      const source = opened === undefined ? await open() : opened
      if (source) await one(source)
    })
  }
  return { read: async (one) => void (await Promise.all(reading.map((read) => read(one)))) }
}

const canBeToldNow = (source: Configured, { resolve }: FoundConfig): boolean =>
  source.type !== 'file' ||
  source.connector !== undefined ||
  (statSync(resolve(source.path), { throwIfNoEntry: false })?.size ?? 0) > 0

/** As a person knows it. */
function nameOf(source: Configured): string {
  if (source.type === 'syslog') return syslogId(source)
  return source.type === 'journald' ? journaldId(source) : source.path
}

async function openOne(source: Configured, found: FoundConfig, opening: Opening): Promise<Source> {
  if (source.type === 'syslog') return syslogSource(source, found, opening)
  if (source.type === 'journald') return journaldSource(source, found, opening)
  const path = found.resolve(source.path)
  return source.type === 'captures' ? captureFolder(path, opening) : followedLog(source, path, opening)
}

const captureFolder = (path: string, { request, signal }: Opening): Source =>
  folderSource({
    id: path,
    path,
    categories: categoryBits(['network', 'handshake', 'frame', 'message', 'close', 'connection']),
    open: (file) => captureSource({ id: file, inputs: [{ path: file }], request }),
    signal,
  })

async function followedLog(
  source: Extract<Configured, { type: 'file' }>,
  path: string,
  { request, signal, log }: Opening,
): Promise<Source> {
  const connector = source.connector === undefined ? await recognised(path, signal) : connectorNamed(source.connector)
  const config = configure(connector, source.format === undefined ? {} : { format: source.format })
  const lateness = source.lateness === undefined ? {} : { latenessUs: source.lateness }
  const onRefused = (error: OperationalError): void =>
    log.error('A log cannot be opened; trying again.', { source: path, error })
  return logFileSource({ id: path, path, connector, config, request, ...lateness, follow: true, signal, onRefused })
}

/** A log that is still empty says nothing of its format: waited for. */
async function recognised(path: string, signal: AbortSignal): Promise<ReturnType<typeof connectorNamed>> {
  await waitForFile(path, signal)
  const found = recognise(await readHead(path))
  if (found.kind === 'log') return found.connector
  throw new OperationalError('INPUT_UNKNOWN', { path, connectors: 'connector: in the config' })
}
