// A request for a WebSocket and its answer → what they violate. RFC 6455 sections 4 and 11.3, RFC 7692, RFC 9112.
import { createHash } from 'node:crypto'
import { type AnomalySet, anomalyBit } from './anomaly.ts'
import { elements, header, hostOf, isTwofold, names, type RequestHead, type ResponseHead } from './http-head.ts'
import { isDeflateAnswer, isOffered } from './negotiation.ts'

/** `accepted` is the answer that accepted it, or null. */
export function handshakeAnomalies(request: RequestHead, accepted: ResponseHead | null): AnomalySet {
  // RFC 8441 section 5: in HTTP/2 headers say neither key nor Upgrade.
  if (request.version === '2') return accepted === null ? 0 : agreementAnomalies(request, accepted)
  return requestAnomalies(request) | (accepted === null ? 0 : answerAnomalies(request, accepted))
}

/** Whether the answer's Sec-WebSocket-Accept is the one for the request's key. RFC 6455 section 1.3. */
export function acceptFits(request: RequestHead, response: ResponseHead): boolean {
  const key = header(request, 'sec-websocket-key')
  return key !== undefined && header(response, 'sec-websocket-accept') === acceptOf(key)
}

const acceptOf = (key: string): string =>
  createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')

function requestAnomalies(request: RequestHead): AnomalySet {
  let found = headAnomalies(request)
  if (!isUpgrade(request)) found |= anomalyBit.request_invalid
  if (!isKey(header(request, 'sec-websocket-key'))) found |= anomalyBit.key_invalid
  if (hasSeveral(request, ['sec-websocket-key', 'sec-websocket-version'])) found |= anomalyBit.header_repeated
  return found
}

/** RFC 6455 section 4.2.1; RFC 9112 section 3.2 on Host, which a whole URL as the target must agree with. */
function isUpgrade(request: RequestHead): boolean {
  const hosts = request.headers.get('host') ?? []
  const isHostClear = hosts.length === 1 && hosts[0]!.toLowerCase() === hostOf(request)?.toLowerCase()
  return (
    request.method === 'GET' &&
    Number(request.version) >= 1.1 &&
    isHostClear &&
    names(request, 'connection', 'upgrade') &&
    names(request, 'upgrade', 'websocket')
  )
}

/** RFC 6455 section 4.1: sixteen bytes, in base64. */
const isKey = (key: string | undefined): boolean => key !== undefined && /^[A-Za-z0-9+/]{22}==$/.test(key)

function answerAnomalies(request: RequestHead, response: ResponseHead): AnomalySet {
  let found = headAnomalies(response)
  if (!names(response, 'connection', 'upgrade') || !names(response, 'upgrade', 'websocket'))
    found |= anomalyBit.response_invalid
  if (!acceptFits(request, response)) found |= anomalyBit.accept_mismatch
  if (hasSeveral(response, ['sec-websocket-accept', 'sec-websocket-protocol'])) found |= anomalyBit.header_repeated
  return found | agreementAnomalies(request, response)
}

/** What the server agreed to, in whichever version of HTTP. */
function agreementAnomalies(request: RequestHead, response: ResponseHead): AnomalySet {
  const offered = elements(request, 'sec-websocket-extensions')
  const chosen = elements(response, 'sec-websocket-extensions')
  const subprotocol = header(response, 'sec-websocket-protocol')
  let found = 0
  if (header(request, 'sec-websocket-version') !== '13') found |= anomalyBit.version_unsupported
  if (subprotocol !== undefined && !elements(request, 'sec-websocket-protocol').includes(subprotocol))
    found |= anomalyBit.subprotocol_not_offered
  if (!isOffered(offered, chosen)) found |= anomalyBit.extension_not_offered
  if (!isDeflateAnswer(offered, chosen)) found |= anomalyBit.deflate_parameter_invalid
  return found
}

const headAnomalies = (head: RequestHead | ResponseHead): AnomalySet =>
  (head.isMalformed ? anomalyBit.header_malformed : 0) | (isTwofold(head) ? anomalyBit.framing_ambiguous : 0)

/** RFC 6455 section 11.3: headers that stand in a head once. */
const hasSeveral = (head: RequestHead | ResponseHead, once: readonly string[]): boolean =>
  once.some((name) => (head.headers.get(name)?.length ?? 0) > 1)
