// What is sent as syslog to some addresses → deliveries: the text of each message, read by the connector that knows it.
import { excerptOf } from '../../../connectors/lines.ts'
import { Batch } from '../../event/batch.ts'
import { anyCategory } from '../../event/category.ts'
import { Headway, noOddities, type Oddities } from '../../event/headway.ts'
import type { Layout } from '../../event/layout.ts'
import type { Delivery, Source, Traffic, Unreadable } from '../../event/source.ts'
import type { RequestSettings } from '../../request/settings.ts'
import { createArrivals } from '../arrival.ts'
import { createEnclosed } from '../enclosed.ts'
import type { NamedConnector } from '../line-readers.ts'
import { nowUs } from '../now.ts'
import { type KeepPiece, UnreadableLog } from '../unreadable.ts'
import { fieldsOf, streamOf } from './fields.ts'
import { type Arrived, Inbox } from './inbox.ts'
import { type Address, type Hearing, type Listener, untilQuiet } from './listener.ts'
import { readMessage } from './message.ts'
import { type Certificates, listenTcp } from './tcp.ts'
import { listenUdp } from './udp.ts'

/** Each where it is not null. */
export interface ListenAddresses {
  readonly udp: Address | null
  readonly tcp: Address | null
  readonly tls: (Address & Certificates) | null
}

export interface SyslogSettings {
  readonly id: string
  readonly listen: ListenAddresses
  /** Told from what the programs of each host write where it is null. */
  readonly connector: NamedConnector | null
  readonly request: RequestSettings
  readonly latenessUs: number
  readonly signal: AbortSignal
  /** Keeps whole what could not be read. */
  readonly keep?: KeepPiece
  /** Bytes of messages that wait to be read at most. */
  readonly mostWaiting?: number
}

export interface SyslogSource extends Source {
  /** Where it listens: `udp 127.0.0.1:5514`. */
  readonly where: readonly string[]
  traffic(): Traffic
}

/** Listens from here on: what is sent before somebody reads waits. Throws OperationalError where it cannot. */
export async function openSyslog(settings: SyslogSettings): Promise<SyslogSource> {
  const { id, connector, latenessUs, signal } = settings
  const inbox = new Inbox(settings.mostWaiting)
  const unreadable = new UnreadableLog(id, dataset, settings.keep)
  const oddities = noOddities()
  const onLost = (reason: string, begin: Uint8Array): void =>
    unreadable.put(reason, inbox.received, excerptOf(Buffer.from(begin).toString('latin1')))
  const listeners = await listenAll(settings.listen, { inbox, onLost })
  const dropped = (): number => listeners.reduce((sum, listener) => sum + listener.dropped(), 0)
  stopOn(signal, listeners, inbox)
  return {
    where: listeners.map(({ where }) => where),
    info: { id, categories: connector?.connector.categories ?? anyCategory, latenessUs },
    deliveries: (layout, before) => deliver({ settings, inbox, unreadable, oddities, layout }, before?.n ?? 0),
    unreadable: () => [...unreadable.list(), ...lost(id, dropped())],
    oddities: () => oddities,
    traffic: () => ({ received: inbox.received, dropped: dropped() }),
  }
}

const dataset = 'syslog'

/** What could not be read because there was no time to. */
const lost = (source: string, count: number): readonly Unreadable[] =>
  count === 0
    ? []
    : [{ source, connector: dataset, reason: 'sent faster than it could be taken in', count, samples: [] }]

/** All or none. */
async function listenAll({ udp, tcp, tls }: ListenAddresses, hearing: Hearing): Promise<readonly Listener[]> {
  const listeners: Listener[] = []
  try {
    if (udp) listeners.push(await listenUdp(udp, hearing))
    if (tcp) listeners.push(await listenTcp(tcp, hearing))
    if (tls) listeners.push(await listenTcp(tls, hearing, { certificates: tls }))
    return listeners
  } catch (error) {
    await closeAll(listeners)
    throw error
  }
}

const closeAll = (listeners: readonly Listener[]): Promise<unknown> =>
  Promise.all(listeners.map((listener) => listener.close()))

/** What the system has received by then is taken as well. */
function stopOn(signal: AbortSignal, listeners: readonly Listener[], inbox: Inbox): void {
  const stop = async (): Promise<void> => {
    await untilQuiet(() => inbox.received)
    await closeAll(listeners)
    inbox.close()
  }
  if (signal.aborted) void stop()
  else signal.addEventListener('abort', () => void stop(), { once: true })
}

interface Reading {
  readonly settings: SyslogSettings
  readonly inbox: Inbox
  readonly unreadable: UnreadableLog
  readonly oddities: Oddities
  readonly layout: Layout
}

/** Messages of a batch at most. */
const batchSize = 1000

/** Nobody can be asked to send again: there is nothing to go on from after a restart. */
async function* deliver(reading: Reading, before: number): AsyncGenerator<Delivery> {
  const { settings, inbox, oddities, layout } = reading
  const { id: source, latenessUs } = settings
  const read = createMessageReader(reading)
  const headway = new Headway({ latenessUs, oddities, nowUs })
  let n = before
  for (let taken = await inbox.take(batchSize); taken.length > 0; taken = await inbox.take(batchSize)) {
    const batch = new Batch(layout)
    for (const arrived of taken) read(arrived, batch)
    headway.see(batch.times, batch.length)
    yield { source, n: ++n, batch, progress: headway.progress(), resume: null }
  }
}

function createMessageReader({ settings, unreadable, layout }: Reading): (arrived: Arrived, batch: Batch) => void {
  const { id: source, connector, request } = settings
  const enclosed = createEnclosed({
    ...{ source, wanted: layout, request, aside: unreadable },
    connectorFor: () => connector,
  })
  const nextPlace = createArrivals(Date.now)
  return ({ bytes, sender, ms }, batch) => {
    const message = readMessage(bytes, { us: ms * 1000, zoneMinutes: -new Date(ms).getTimezoneOffset() })
    const text = bytes.subarray(message.start, message.end)
    const place = {
      stream: streamOf(message, sender),
      at: nextPlace(),
      fields: fieldsOf(message, sender),
      us: message.us,
    }
    enclosed.read(text, place, batch)
  }
}
