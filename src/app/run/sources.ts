// The sources of the config → each read as it comes, until the run stops.

import type { Config } from '../../config/schema.ts'
import { OperationalError } from '../../errors.ts'
import { categoryBits } from '../../event/category.ts'
import type { Source } from '../../event/source.ts'
import { captureSource } from '../../intake/capture.ts'
import { logFileSource } from '../../intake/file.ts'
import { folderSource } from '../../intake/folder.ts'
import { readHead } from '../../intake/head.ts'
import { recognise } from '../../intake/recognise.ts'
import { waitForFile } from '../../intake/wait-for-file.ts'
import type { RequestSettings } from '../../request/settings.ts'
import type { FoundConfig } from '../config.ts'
import { configure, connectorNamed } from '../inputs.ts'
import type { Silence } from './clock.ts'
import type { Log } from './log.ts'

type Configured = Config['sources'][number]

/** Reads a source to its end. `silence` says what event time does when it falls silent. */
export type Begin = (source: Source, silence: Silence) => Promise<void>

/** Resolves when all of them have ended. One that cannot be opened is told, and the others are read. */
export async function liveSources(
  found: FoundConfig,
  request: RequestSettings,
  signal: AbortSignal,
  begin: Begin,
  log: Log,
): Promise<void> {
  await Promise.all(
    found.config.sources.map(async (source) => {
      try {
        const path = found.resolve(source.path)
        if (source.type === 'captures') await begin(captureFolder(path, request, signal), 'steps-aside')
        else await begin(await followedLog(source, path, request, signal), 'time-runs-on')
      } catch (error) {
        if (!signal.aborted)
          log.error('A source cannot be read.', { source: source.path, reason: (error as Error).message })
      }
    }),
  )
}

const captureFolder = (path: string, request: RequestSettings, signal: AbortSignal): Source =>
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
  request: RequestSettings,
  signal: AbortSignal,
): Promise<Source> {
  const connector = source.connector === undefined ? await recognised(path, signal) : connectorNamed(source.connector)
  const config = configure(connector, source.format === undefined ? {} : { format: source.format })
  const lateness = source.lateness === undefined ? {} : { latenessUs: source.lateness }
  return logFileSource({ id: path, path, connector, config, request, ...lateness, follow: true, signal })
}

/** A log that is still empty says nothing of its format: waited for. */
async function recognised(path: string, signal: AbortSignal): Promise<ReturnType<typeof connectorNamed>> {
  await waitForFile(path, signal)
  const found = recognise(await readHead(path))
  if (found.kind === 'log') return found.connector
  throw new OperationalError('INPUT_UNKNOWN', { path, connectors: 'connector: in the config' })
}
