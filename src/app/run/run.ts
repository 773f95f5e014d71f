// The whole thing, wired once: sources → back end, with API and console beside it.
import { setTimeout as sleep } from 'node:timers/promises'
import { ndjson } from '../../../connectors/ndjson/connector.ts'
import type { Api } from '../../api/api.ts'
import type { ApiOptions, HealthOptions } from '../../api/options.ts'
import { noOddities } from '../../event/headway.ts'
import type { Layout } from '../../event/layout.ts'
import type { Delivery, Silence, Source, Unreadable } from '../../event/source.ts'
import { UnreadableLog } from '../../intake/unreadable.ts'
import type { FoundConfig } from '../config.ts'
import { consolePage } from '../root.ts'
import type { RuleBook } from '../rule-book.ts'
import type { LoadedRules } from '../rules.ts'
import { readSecret } from '../secret-file.ts'
import { openUnreadableFile } from '../unreadable.ts'
import type { BackEnd, RunStore } from './back-end.ts'
import { captureStates } from './captures.ts'
import { checkConnectors } from './check-connectors.ts'
import { Commands } from './commands.ts'
import { confirming } from './confirm.ts'
import { drive } from './drive.ts'
import { followRules } from './follow-rules.ts'
import { createIngest, httpSource } from './ingest.ts'
import type { Log } from './log.ts'
import { Meter } from './meter.ts'
import { observeRun } from './observe.ts'
import { openBackEnd } from './open-back-end.ts'
import { OpenSources } from './open-sources.ts'
import { createShip, shippersId } from './ship.ts'
import { type SourceTimes, shownTimes, TimesWatch, timesOf } from './source-times.ts'
import { openSources } from './sources.ts'

export interface Running {
  /** Where the console is. */
  readonly url: string
  /** Those that counted at the start: with a queue, another run may have published others. */
  readonly rules: LoadedRules
  /** Resolves where the run cannot go on as it is, with the reason. */
  readonly refused: Promise<Error>
  /** Takes what has come to its end, saves state and closes. */
  stop(): Promise<void>
}

const tickMs = 1000
const housekeepingMs = 5000
const retentionMs = 3_600_000

/** What the end of the sources takes at most; with what follows it, less than the ten seconds that a stop has. */
const sourcesGraceMs = 1000

export async function startRun(found: FoundConfig, book: RuleBook, log: Log): Promise<Running> {
  for (const warning of checkConnectors(found.config)) log.warn(warning)
  const meter = new Meter(Object.keys(found.config.actions.webhooks))
  const { promise: refused, resolve: onRefused } = Promise.withResolvers<Error>()
  const backEnd = await openBackEnd(found, book.rules, { log, meter, onRefused })
  const { sink, store, request } = backEnd
  let { rules } = backEnd
  const layout = (): Layout => rules.ruleset.layout
  const heard = (delivery: Delivery): void => {
    backEnd.heard(delivery)
    meter.heard(delivery)
  }
  const pieces = openUnreadableFile(found, log)
  const posted = new UnreadableLog(httpSource.id, ndjson.name, (piece) => pieces.keep(piece))
  const oddities = noOddities()
  const ingest = createIngest({
    ...{ request, sink, store, heard, layout, unreadable: posted, oddities },
    isFailing: () => backEnd.isFailing(),
  })
  const shipped = new UnreadableLog(shippersId, 'bulk', (piece) => pieces.keep(piece))
  const ship = createShip({
    ...{ request, sink, store, heard, unreadable: shipped },
    layout: layout(),
    isFailing: () => backEnd.isFailing(),
    shippers: found.config.shippers,
    add: (source) => add(source, 'runs-on'),
  })
  const commands = new Commands({ store, now: Date.now })
  const stopping = new AbortController()
  const open = new OpenSources()
  const unreadable = (): Unreadable[] => [...posted.list(), ...open.unreadable()]
  const times = (): readonly SourceTimes[] =>
    timesOf([{ info: httpSource, oddities: () => oddities }, ...open.list], backEnd.idle())
  const timesWatch = new TimesWatch(log)
  const observed = await observeRun({
    ...{ backEnd, book, meter, times, open: open.list, stopping: stopping.signal },
    listens: found.config.sources.some(({ type }) => type === 'capture'),
    unreadable: () => [...posted.list(), ...open.everUnreadable()],
  })
  const api = await openApi(found, store, {
    ...observed,
    ingest: meter.ingest(confirming(ingest, commands)),
    ship: meter.ship(ship),
    commands,
    rules: () => rules,
    stats: async () => ({
      ...(await backEnd.stats()),
      sources: open.ids(),
      times: shownTimes(times(), meter.flows),
      captures: captureStates(open.list),
      brokenFiles: book.broken,
    }),
    onRetry: () => backEnd.wake(),
    onError: (error) => log.error('A request failed.', { error }),
  })

  const add = async (source: Source, silence: Silence): Promise<void> => {
    open.add(source)
    await backEnd.add(source, silence)
  }
  const remove = async (source: Source): Promise<void> => {
    await keepUnreadable(store, source.unreadable(), log)
    open.remove(source)
    meter.ended(source.info.id)
    backEnd.remove(source)
  }
  const read = (source: Source): Promise<boolean> =>
    drive(source, layout, sink, heard)
      .then(() => sink.idle(source.info.id))
      .then(() => true)
      .catch((error: Error) => {
        if (!stopping.signal.aborted)
          log.error('A source failed and is not read any further.', { source: source.info.id, error })
        return false
      })
  const live = await openSources(found, {
    ...{ request, signal: stopping.signal, add, remove, log },
    positions: () => sink.positions(),
    forget: (id) => sink.forget(id),
    keep: (piece) => pieces.keep(piece),
  })
  await backEnd.begin(open.ids())
  const { url } = await api.listen()
  const reading = live.read(read)
  const onRules = (changed: LoadedRules): void => {
    rules = changed
  }
  const follow = oneAtATime(() => followRules({ book, backEnd, onRules, log }))
  const timers = [
    setInterval(() => void tick(backEnd, log), tickMs),
    setInterval(() => void follow().catch((error) => log.warn('What has changed is not in force.', { error })), tickMs),
    setInterval(() => void keepUnreadable(store, unreadable(), log), housekeepingMs),
    setInterval(() => timesWatch.look(times(), performance.now()), housekeepingMs),
    setInterval(() => void expire(found, store, log), retentionMs),
  ]
  await expire(found, store, log)

  return {
    url,
    rules,
    refused,
    async stop() {
      for (const timer of timers) clearInterval(timer)
      stopping.abort()
      await api.close()
      // A source waits for the back end, which may be failing: then only the end of that ends it.
      await Promise.race([reading, sleep(sourcesGraceMs)])
      await backEnd.stop()
      await reading
      await keepUnreadable(store, unreadable(), log)
      await pieces.close()
      await backEnd.close()
    },
  }
}

async function tick(backEnd: BackEnd, log: Log): Promise<void> {
  try {
    await backEnd.tick()
  } catch (error) {
    log.warn('Time could not be passed on.', { error })
  }
}

/** Whoever comes while one is at it is let go. */
function oneAtATime(act: () => Promise<void>): () => Promise<void> {
  let isActing = false
  return async () => {
    if (isActing) return
    isActing = true
    await act().finally(() => {
      isActing = false
    })
  }
}

async function keepUnreadable(store: RunStore, unreadable: readonly Unreadable[], log: Log): Promise<void> {
  if (unreadable.length === 0) return
  try {
    await store.keepUnreadable(unreadable, Date.now())
  } catch (error) {
    log.warn('What could not be read could not be kept.', { error })
  }
}

async function expire({ config }: FoundConfig, store: RunStore, log: Log): Promise<void> {
  const { incidents: keepUs } = config.retention
  if (keepUs === undefined) return
  try {
    const n = await store.expire(Date.now() - keepUs / 1000)
    if (n > 0) log.info('Old incidents were removed.', { incidents: n })
  } catch (error) {
    log.warn('Old incidents could not be removed; trying again in an hour.', { error })
  }
}

interface ApiParts extends HealthOptions {
  readonly ingest: ApiOptions['ingest']
  readonly ship: ApiOptions['ship']
  readonly commands: Commands
  readonly rules: () => LoadedRules
  readonly stats: ApiOptions['stats']
  readonly onRetry: () => void
  readonly onError: (error: unknown) => void
}

async function openApi(found: FoundConfig, store: RunStore, { rules, ...parts }: ApiParts): Promise<Api> {
  const { host, port, hosts, token_file: tokenFile } = found.config.api
  const { createApi } = await import('../../api/api.ts')
  return createApi({
    ...parts,
    store,
    rules: () => rules().ruleset.rules.map(({ metadata }) => metadata),
    settings: {
      host,
      port,
      hosts,
      token: tokenFile === undefined ? null : readSecret(found.resolve(tokenFile), 'api.token_file'),
    },
    assets: consolePage,
  })
}
