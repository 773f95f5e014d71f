// Both directions of an HTTP/1.1 connection → the upgrades asked for, each with its answer. RFC 6455 section 4.
import { Collector } from './collector.ts'
import {
  type Body,
  names,
  parseRequest,
  parseResponse,
  type RequestHead,
  type ResponseHead,
  requestBody,
  responseBody,
} from './http-head.ts'
import { type HeadSink, HttpReader } from './http-reader.ts'

export interface ExchangeSink {
  /** A request for a WebSocket was answered: `accepted` where frames follow. */
  upgrade(request: RequestHead, response: ResponseHead, accepted: boolean): void
  /** The bytes are no HTTP/1.1, or they speak another protocol from here on. */
  otherProtocol(isHttp: boolean): void
}

export class Exchange {
  private readonly sink: ExchangeSink
  private readonly requests: HttpReader
  private readonly responses: HttpReader
  /** Bytes of each side that wait for the other side's head. */
  private readonly heldRequests: Collector
  private readonly heldResponses: Collector
  /** Requests without an answer yet. */
  private waiting: RequestHead[] = []
  private state: State = 'http'

  constructor(sink: ExchangeSink, headBytes: number, charge: (bytes: number) => void) {
    this.sink = sink
    const requests: HeadSink = {
      // What the client sends behind a request to upgrade, or for a tunnel, depends on the answer.
      mayRead: () => !this.waiting.some(({ method, headers }) => method === 'CONNECT' || headers.has('upgrade')),
      head: (text) => this.request(text),
    }
    const responses: HeadSink = { mayRead: () => this.waiting.length > 0, head: (text) => this.response(text) }
    this.requests = new HttpReader(requests, headBytes, charge)
    this.responses = new HttpReader(responses, headBytes, charge)
    this.heldRequests = new Collector(headBytes, charge)
    this.heldResponses = new Collector(headBytes, charge)
  }

  data(fromClient: boolean, bytes: Buffer, start: number, end: number): void {
    const held = this.held(fromClient)
    const from = held.length > 0 ? start : this.reader(fromClient).push(bytes, start, end)
    if (this.state !== 'over') held.append(bytes, from, end)
    this.advance()
  }

  /** So many bytes of one side are missing. False where nothing can be read behind them. */
  gap(fromClient: boolean, length: number): boolean {
    return this.held(fromClient).length === 0 && this.reader(fromClient).gap(length)
  }

  /** What follows, where it is something else: `takeHeld` then has the first bytes of it. */
  get next(): Next | null {
    return this.state === 'http' || this.state === 'over' ? null : this.state
  }

  /** The request for a WebSocket that was never answered. */
  unanswered(): RequestHead | null {
    return this.state === 'http' ? (this.waiting.find(asksForWebSocket) ?? null) : null
  }

  /** What came behind the heads of an accepted upgrade, now the caller's, and how much of it did not fit. */
  takeHeld(fromClient: boolean): { bytes: Buffer; missing: number } {
    const held = this.held(fromClient)
    const missing = held.seen - held.length
    return { bytes: held.take(), missing }
  }

  /** Gives up what it keeps: nothing can be read any more. */
  release(): void {
    this.state = 'over'
    this.heldRequests.clear()
    this.heldResponses.clear()
    this.requests.shed()
    this.responses.shed()
  }

  private held(fromClient: boolean): Collector {
    return fromClient ? this.heldRequests : this.heldResponses
  }

  private reader(fromClient: boolean): HttpReader {
    return fromClient ? this.requests : this.responses
  }

  /** Reads held bytes for as long as one side's progress lets the other go on. */
  private advance(): void {
    while (this.readHeld(true) || this.readHeld(false)) {}
    if (this.state !== 'http') return
    if (this.requests.isTls) {
      this.state = 'tls'
      return
    }
    const isBroken = this.requests.isBroken || this.responses.isBroken || this.responses.isTls
    if (isBroken || this.heldRequests.isCut || this.heldResponses.isCut) this.giveUp(false)
  }

  private readHeld(fromClient: boolean): boolean {
    const held = this.held(fromClient)
    if (held.length === 0 || held.isCut || this.state !== 'http') return false
    const bytes = held.take()
    const from = this.reader(fromClient).push(bytes, 0, bytes.length)
    if (this.afterReading() !== 'over') held.append(bytes, from, bytes.length)
    return from > 0
  }

  /** The state, which reading may have changed. */
  private afterReading(): State {
    return this.state
  }

  private giveUp(isHttp: boolean): void {
    this.release()
    this.sink.otherProtocol(isHttp)
  }

  private request(text: string): Body | null {
    const head = parseRequest(text)
    // RFC 9113 section 3.4: what a client of HTTP/2 says first looks like a request.
    if (head?.method === 'PRI' && head.version === '2.0' && this.waiting.length === 0) {
      this.state = 'http2'
      return null
    }
    if (head === null || this.waiting.length >= mostWaiting) {
      this.giveUp(false)
      return null
    }
    this.waiting.push(head)
    return requestBody(head)
  }

  private response(text: string): Body | null {
    const head = parseResponse(text)
    const request = this.waiting[0]
    if (head === null || request === undefined) {
      this.giveUp(false)
      return null
    }
    // RFC 9110 section 15.2: 1xx answers come before the final one, but for 101.
    if (head.status < 200 && head.status !== 101) return { kind: 'none' }
    this.waiting.shift()
    if (head.status === 101) return this.switch(request, head)
    // RFC 9110 section 9.3.6: browsers have a proxy tunnel to the server, and begin anew inside.
    if (request.method === 'CONNECT' && head.status < 300) return { kind: 'none' }
    if (asksForWebSocket(request)) this.sink.upgrade(request, head, false)
    return responseBody(head, request.method)
  }

  private switch(request: RequestHead, response: ResponseHead): null {
    if (isWebSocket(request, response)) {
      this.state = 'frames'
      this.sink.upgrade(request, response, true)
    } else if (names(response, 'upgrade', 'h2c')) this.state = 'http2-upgraded'
    else this.giveUp(true)
    return null
  }
}

/** `http2-upgraded`: asked for by Upgrade, so that the client begins anew with the whole preface. */
type Next = 'frames' | 'http2' | 'http2-upgraded' | 'tls'

type State = 'http' | Next | 'over'

/** Pipelined requests beyond this are nobody's browser. */
const mostWaiting = 64

const asksForWebSocket = (head: RequestHead): boolean => names(head, 'upgrade', 'websocket')

/** RFC 9110 section 7.8: the server names the protocol that it switches to. */
const isWebSocket = (request: RequestHead, response: ResponseHead): boolean =>
  response.headers.has('upgrade') ? names(response, 'upgrade', 'websocket') : asksForWebSocket(request)
