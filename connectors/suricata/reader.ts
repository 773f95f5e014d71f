// Suricata's EVE JSON → handshakes, frames, closes, alerts and connections, joined by flow_id.

import type { Batch } from '../../src/event/batch.ts'
import { isTime } from '../../src/event/time.ts'
import type { Scalar } from '../../src/event/value.ts'
import { createIsoTimeReader } from '../access/time.ts'
import type { Reader, ReaderContext } from '../connector.ts'
import type { Said } from '../joined/said.ts'
import { createTeller, type Tell, type ToldKind } from '../joined/teller.ts'
import { eachTextLine } from '../text-lines.ts'
import { EveLine } from './eve.ts'
import { type Flow, Flows, type SavedFlows } from './flows.ts'
import { type EventType, isEventType } from './keys.ts'
import { suricataEvents } from './product.ts'
import { clientFirst, type Ends, endsOfAlert, frameOf, guessedEnds, requestOf } from './said.ts'

export interface Settings {
  /** With `stream.inline` a frame is logged with the packet that it came in. */
  readonly isInline: boolean
}

export function openReader({ isInline }: Settings, context: ReaderContext, saved: unknown): Reader {
  const flows = new Flows(context.aside, (saved ?? null) as SavedFlows | null)
  const lines = new EveReader({ ...context, isInline, flows, tell: createTeller(suricataEvents, context) })
  return {
    read: (bytes, offset, last, batch) =>
      eachTextLine({ bytes, offset, last }, context.aside, ({ text, ascii, at }, line, start) =>
        lines.load(text, ascii, line, start) ? lines.tell(at, batch) : 'not JSON',
      ),
    save: () => flows.save(),
  }
}

interface EveContext extends ReaderContext, Settings {
  readonly flows: Flows
  readonly tell: Tell
}

/** The line at hand. */
interface Here {
  readonly id: string
  readonly us: number
  readonly at: number
  readonly batch: Batch
}

class EveReader {
  readonly #context: EveContext
  readonly #line = new EveLine()
  readonly #parseTime = createIsoTimeReader()

  constructor(context: EveContext) {
    this.#context = context
  }

  /** `bytes` are the text from `start` on. */
  load(text: string, ascii: boolean, bytes: Uint8Array, start: number): boolean {
    return this.#line.load(text, ascii, bytes, start)
  }

  /** Adds the events of the line loaded last, or says why it cannot be read. */
  tell(at: number, batch: Batch): string | null {
    const line = this.#line
    const type = line.get('eventType')
    if (type === undefined) return 'not a line of EVE JSON'
    if (!isEventType(type)) return null
    const us = this.#timeOf('timestamp')
    const id = line.get('flowId')
    if (!isTime(us)) return 'no time that can be read'
    if (id === undefined || id.length > longestId) return 'no flow_id'
    this.#context.flows.reach(us)
    this.#readers[type]({ id, us, at, batch })
    return null
  }

  readonly #readers: Readonly<Record<EventType, (here: Here) => void>> = {
    http: (here) => this.#readRequest(here),
    websocket: (here) => this.#readFrame(here),
    alert: (here) => this.#readAlert(here),
    flow: (here) => this.#readFlow(here),
  }

  #readRequest(here: Here): void {
    const said = requestOf(this.#line, here.us, this.#context.request)
    const kind = kindOf(said)
    const isUpgraded = kind === 'handshake' && said['status'] === '101'
    this.#tell(kind, here, said, null)
    if (isUpgraded) this.#remember(here, { said, isUpgraded, close: null })
  }

  #readFrame(here: Here): void {
    this.#context.flows.seeWebSocket()
    const flow = this.#flowOf(here, guessedEnds)
    const said = this.#frame(flow)
    this.#tell('frame', here, said, flow.said)
    if (said['opcode'] !== closeOpcode) return
    const by = flow.close === null ? directionOf(said) : flow.close.by
    this.#tell('close', here, { ...said, ...(by && { closed_by: by }) }, flow.said)
    if (flow.close === null && this.#context.flows.get(here.id)) this.#remember(here, { ...flow, close: { by } })
  }

  #readAlert(here: Here): void {
    const line = this.#line
    const known = this.#context.flows.get(here.id)
    if (line.get('appProto') !== 'websocket' && !line.has('opcode') && !known?.isUpgraded) return
    const flow = this.#flowOf(here, (one) => endsOfAlert(one) ?? guessedEnds(one))
    const said: Record<string, Scalar> = { ...this.#frame(flow) }
    for (const [name, value] of line.taken('alert')) said[name] = value
    const direction = line.get('direction')
    if (direction === 'to_server') said['direction'] = 'client'
    if (direction === 'to_client') said['direction'] = 'server'
    this.#tell('alert', here, said, flow.said)
  }

  #readFlow(here: Here): void {
    const line = this.#line
    const { flows } = this.#context
    const known = flows.get(here.id)
    const isWebSocket = line.get('appProto') === 'websocket'
    if (isWebSocket) flows.seeWebSocket()
    flows.delete(here.id)
    // One that does not know WebSocket calls the flow HTTP to its end.
    if (!isWebSocket && (flows.knowsWebSocket || !known?.isUpgraded)) return
    const started = known?.said['started'] ?? this.#timeOf('flowStart')
    const ended = this.#timeOf('flowEnd')
    const said: Record<string, Scalar> = {
      flow_id: here.id,
      ...clientFirst(line),
      ...(known?.close?.by && { closed_by: known.close.by }),
    }
    if (isTime(Number(started))) said['started'] = started
    if (isTime(ended)) said['ended'] = ended
    for (const [name, value] of line.taken('flow')) said[name] = value
    this.#tell('connection', here, said, { ...upgraded, ...known?.said })
  }

  /** The direction is only known of a frame that is masked, since only clients mask, or where packets tell it. */
  #frame(flow: Pick<Flow, 'said'>): Record<string, Scalar> {
    const line = this.#line
    const said: Record<string, Scalar> = frameOf(line)
    if (this.#context.isInline) {
      const port = line.get('sourcePort')
      const isFromClient = line.get('sourceIp') === flow.said['client_ip'] && port === String(flow.said['client_port'])
      if (flow.said['client_ip'] !== undefined) said['direction'] = isFromClient ? 'client' : 'server'
    } else if (said['masked'] === true) said['direction'] = 'client'
    return said
  }

  /** What is known of it. A flow whose upgrade was not logged has its ends alone. */
  #flowOf({ id }: Here, endsOf: (line: EveLine) => Ends | null): Pick<Flow, 'said' | 'isUpgraded' | 'close'> {
    const known = this.#context.flows.get(id)
    return known ?? { said: { ...upgraded, ...endsOf(this.#line), flow_id: id }, isUpgraded: true, close: null }
  }

  #remember({ id, at, us }: Here, flow: Pick<Flow, 'said' | 'isUpgraded' | 'close'>): void {
    const before = this.#context.flows.get(id)
    this.#context.flows.set(id, { ...flow, at: before?.at ?? at, sinceUs: before?.sinceUs ?? us })
  }

  #tell(kind: ToldKind, { id, us, at, batch }: Here, said: Record<string, Scalar> | Said, of: Said | null): void {
    const { source } = this.#context
    const communityId = this.#line.get('communityId')
    this.#context.tell(batch, {
      ...{ kind, us, source, at, of },
      connection: kind === 'request' ? null : `${source}:${id}`,
      said: communityId === undefined ? said : { ...said, community_id: communityId },
    })
  }

  #timeOf(name: 'timestamp' | 'flowStart' | 'flowEnd'): number {
    return this.#parseTime(withColon(this.#line.get(name) ?? ''))
  }
}

const longestId = 40
const closeOpcode = 8

/** What was upgraded to something else is a request like others. */
function kindOf(said: Said): 'handshake' | 'request' {
  return /\bwebsocket\b/i.test(String(said['upgrade'] ?? '')) ? 'handshake' : 'request'
}

const upgraded: Said = { upgrade: 'websocket', status: '101' }

const directionOf = (said: Said): 'client' | 'server' | null => {
  const direction = said['direction']
  return direction === 'client' || direction === 'server' ? direction : null
}

/** `+0000` as RFC 3339 has it: times in that form are read without looking at each character. */
const withColon = (text: string): string =>
  text.endsWith('+0000') ? `${text.slice(0, -5)}Z` : text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')
