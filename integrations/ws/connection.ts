// One WebSocket of the application → its events: what it receives and sends, who closes it, how it ends.
import { errorMonitor } from 'node:events'
import type { Socket as NetSocket } from 'node:net'
import { type Anomaly, anomalyBit, anomalyNames, anomalyReferences } from '../../src/sensor/anomaly.ts'
import { eventLine, fragment, messageBeginning, messageEnd } from './lines.ts'
import type { Direction } from './options.ts'
import { byteLength, type Excerpt, excerpt, isTextToSend } from './payload.ts'
import type { Recorder } from './recorder.ts'
import type { Used } from './sampling.ts'
import type { Described } from './scene.ts'

/** Where a socket has its connection: the first, where two watch it. */
const watchedBy = Symbol('tripline')

/** What is used of a `ws` WebSocket: its documented events and methods. */
export interface WebSocketLike {
  readonly readyState: number
  on(event: string | symbol, listener: (...words: never[]) => void): unknown
  send(data: unknown, options?: unknown, callback?: unknown): unknown
  close(code?: number, reason?: string | Uint8Array): void
  terminate(): void
  [watchedBy]?: Connection
}

const open = 1

// One function each for all sockets, which the engine compiles once, and well: a closure for each would be a stranger each.
function onMessage(this: WebSocketLike, data: unknown, isBinary: boolean): void {
  this[watchedBy]!.received(data, isBinary)
}

function sendWatched(this: WebSocketLike, data: unknown, options?: unknown, callback?: unknown): unknown {
  return this[watchedBy]!.send(data, options, callback)
}

interface Totals {
  messages: number
  bytes: number
}

export class Connection {
  readonly id: string
  readonly #socket: WebSocketLike
  readonly #wire: NetSocket
  readonly #recorder: Recorder
  readonly #isSampled: boolean
  readonly #used: Used = { second: 0, messages: 0 }
  readonly #startedAt: { readonly at: string; readonly ms: number }
  readonly #totals: Readonly<Record<Direction, Totals>> = {
    client: { messages: 0, bytes: 0 },
    server: { messages: 0, bytes: 0 },
  }
  #described: Described
  #common: string
  /** Made when there is a message to send. */
  #messageEnd: Uint8Array | null = null
  /** The socket's own. */
  readonly #send: WebSocketLike['send']
  /** The first close frame, whoever sent it. */
  #closed: { readonly code: number; readonly reason: string; readonly by: Direction } | null = null
  #wasTerminated = false
  #isOver = false
  #anomalies = 0
  #command: string | null = null

  constructor(socket: WebSocketLike, wire: NetSocket, id: string, described: Described, recorder: Recorder) {
    this.id = id
    this.#socket = socket
    this.#send = socket.send
    this.#wire = wire
    this.#recorder = recorder
    this.#described = described
    this.#common = fragment(described.inherited)
    this.#isSampled = recorder.samples(id)
    const when = recorder.when()
    this.#startedAt = { at: when.at, ms: performance.now() }
    recorder.put(eventLine('handshake', `${id}:handshake`, when, fragment(described.handshake)))
  }

  /** Listens, and puts itself before the methods by which the application sends and closes. */
  attach(onEnd: () => void): void {
    const socket = this.#socket
    const guard = this.#recorder.guard
    socket.on(errorMonitor, ((error: { readonly code?: unknown }) => guard(() => this.#failed(error))) as (
      ...words: never[]
    ) => void)
    const end = (code: number, reason: string): void =>
      guard(() => {
        if (this.#isOver) return
        this.#isOver = true
        onEnd()
        this.#ended(code, reason)
      })
    socket.on('close', ((code: number, reason: Uint8Array) => end(code, Buffer.from(reason ?? []).toString())) as (
      ...words: never[]
    ) => void)
    // An application may take all listeners off its socket. The wire says too that it has ended.
    this.#wire.once('close', () => setTimeout(() => end(abnormal, ''), graceMs).unref())
    this.#wrap()
  }

  /** The user became known after the handshake. */
  identify(user: string): void {
    const { handshake, inherited } = this.#described
    this.#described = { handshake, inherited: { ...inherited, 'user.name': user } }
    this.#common = fragment(this.#described.inherited)
    this.#messageEnd = null
  }

  received(data: unknown, isBinary: boolean): void {
    if (this.#counts('client', data)) this.#message('client', data, !isBinary)
  }

  send(data: unknown, options: unknown, callback: unknown): unknown {
    if (this.#socket.readyState === open) this.#sent(data, options)
    return this.#send.call(this.#socket, data, options, callback)
  }

  /** What was sent by a way of its own, past `send`. */
  sentText(text: string): void {
    this.#sent(text, undefined)
  }

  /** Closes it because a rule says so; who does not answer is cut off. Its end says which command it was. */
  obey(command: { readonly id: string; readonly code: number; readonly reason: string }): void {
    this.#command = command.id
    try {
      this.#socket.close(command.code, command.reason)
    } catch {
      // A code that this server may not send. RFC 6455 section 7.4.1: 1008 always says what is meant.
      this.#socket.close(policyViolation, command.reason)
    }
    setTimeout(() => this.#socket.terminate(), patienceMs).unref()
  }

  #wrap(): void {
    const { close, terminate } = this.#socket
    const socket = this.#socket
    const guard = this.#recorder.guard
    const isAlone = socket[watchedBy] === undefined
    if (isAlone) socket[watchedBy] = this
    socket.on('message', isAlone ? onMessage : (data: unknown, isBinary: boolean) => this.received(data, isBinary))
    socket.send = isAlone ? sendWatched : (data, options, callback) => this.send(data, options, callback)
    socket.close = (code, reason) => {
      const isFirst = socket.readyState === open && this.#closed === null
      // ws calls this too when it has read a close frame, and then reads no more.
      const hasRead = isFirst && this.#wire.listenerCount('data') === 0
      close.call(socket, code, reason)
      const by = hasRead && (code === undefined || reason !== undefined) ? 'client' : 'server'
      if (isFirst) guard(() => this.#closes(code ?? noStatus, Buffer.from(reason ?? '').toString(), by))
    }
    socket.terminate = () => {
      this.#wasTerminated ||= socket.readyState === open
      return terminate.call(socket)
    }
  }

  #sent(data: unknown, options: unknown): void {
    if (this.#counts('server', data)) this.#message('server', data, isTextToSend(data, options))
  }

  /** Whether it is to be sent. */
  #counts(direction: Direction, data: unknown): boolean {
    const totals = this.#totals[direction]
    totals.messages++
    totals.bytes += byteLength(data)
    return this.#isSampled && this.#recorder.hasRoom(this.#used)
  }

  /** The one that was counted last. */
  #message(direction: Direction, data: unknown, isText: boolean): void {
    try {
      const { text, isCut } = isText ? this.#textOf(data, direction) : none
      const number = this.#totals[direction].messages - 1
      const message = { direction, number, isText, bytes: byteLength(data), text, isCut }
      this.#messageEnd ??= messageEnd(this.#common)
      this.#recorder.put(messageBeginning(message, this.#recorder.when(), this.id), this.#messageEnd)
    } catch {
      this.#recorder.errors++
    }
  }

  #textOf(data: unknown, direction: Direction): { readonly text: string | null; readonly isCut: boolean } {
    const { maxPayload, redact } = this.#recorder.settings
    if (maxPayload === 0) return { text: null, isCut: true }
    if (!redact) return excerpt(data, maxPayload)
    // What is to be masked may stand on the cut: it is masked in the whole.
    const whole = redact(excerpt(data, longestRedacted).text, direction)
    return whole === null ? { text: null, isCut: true } : (excerpt(whole, maxPayload) satisfies Excerpt)
  }

  /** The first close frame. To one of the client the server has answered with its own. */
  #closes(code: number, reason: string, by: Direction): void {
    this.#closed = { code, reason, by }
    this.#closeEvent(by, code, reason)
    if (by === 'client') this.#closeEvent('server', code, reason)
  }

  #closeEvent(direction: Direction, code: number, reason: string): void {
    const own = fragment({
      'event.type': ['info'],
      'websocket.direction': direction,
      'websocket.close.code': code,
      'websocket.close.reason': reason,
      'websocket.close.by': this.#closed!.by,
    })
    const { id } = this
    this.#recorder.put(
      eventLine('close', `${id}:${direction[0]}:close`, this.#recorder.when(), `${own},${this.#common}`),
    )
  }

  #failed({ code }: { readonly code?: unknown }): void {
    const anomaly = anomalyOf[String(code)]
    if (anomaly) this.#anomalies |= anomalyBit[anomaly]
  }

  #ended(code: number, reason: string): void {
    // RFC 6455 section 7.1.5: 1006 where no close frame came.
    const isAnswered = code !== abnormal
    if (isAnswered && this.#closed?.by === 'server') this.#closeEvent('client', code, reason)
    const closed = this.#closed ?? (isAnswered ? { code, reason, by: 'client' as const } : null)
    const when = this.#recorder.when()
    const { client, server } = this.#totals
    const own = fragment({
      'event.type': ['end'],
      'event.reason': closed ? 'closed' : this.#wasTerminated ? 'terminated' : 'lost',
      'event.start': this.#startedAt.at,
      'event.end': when.at,
      'event.duration': Math.round((performance.now() - this.#startedAt.ms) * 1e6),
      'websocket.close.code': closed?.code ?? abnormal,
      'websocket.close.reason': closed?.reason ?? null,
      'websocket.close.by': closed?.by ?? (this.#wasTerminated ? 'server' : 'transport'),
      'websocket.client.messages': client.messages,
      'websocket.client.bytes': client.bytes,
      'websocket.server.messages': server.messages,
      'websocket.server.bytes': server.bytes,
      'websocket.anomaly': anomalyNames(this.#anomalies),
      'websocket.anomaly_reference': anomalyReferences(this.#anomalies),
      'tripline.sampled': this.#isSampled,
      'tripline.dropped': this.#recorder.lost(),
      'tripline.command.id': this.#command,
    })
    this.#recorder.put(eventLine('connection', `${this.id}:connection`, when, `${own},${this.#common}`))
  }
}

const none = { text: null, isCut: false }

/** What a function that masks is given at most. */
const longestRedacted = 1 << 20

// RFC 6455 section 7.4.1.
const noStatus = 1005
const abnormal = 1006
const policyViolation = 1008

/** How long ws may take, after the wire has ended, to read what had come. */
const graceMs = 1000

/** How long a client may take to answer a close that a rule asked for. */
const patienceMs = 3000

/** What ws found wrong with what the client sent, by its documented codes. */
// biome-ignore format: table
const anomalyOf: Readonly<Record<string, Anomaly>> = {
  WS_ERR_EXPECTED_FIN:                        'control_frame_fragmented',
  WS_ERR_EXPECTED_MASK:                       'unmasked_client_frame',
  WS_ERR_INVALID_CLOSE_CODE:                  'close_code_invalid',
  WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH:      'control_frame_too_long',
  WS_ERR_INVALID_OPCODE:                      'reserved_opcode',
  WS_ERR_INVALID_UTF8:                        'invalid_utf8',
  WS_ERR_UNEXPECTED_RSV_1:                    'reserved_bits',
  WS_ERR_UNEXPECTED_RSV_2_3:                  'reserved_bits',
}
