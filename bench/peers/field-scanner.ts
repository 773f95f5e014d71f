// A line of the events, read as latin1 → the fields that the six rules ask for, found by their keys instead of JSON.parse.
// Sound only for flat objects without blanks, whose last field is the payload: within a text every quote is escaped.
import type { Action, PeerEvent } from './peer-event.ts'

export function scanFields(line: string): PeerEvent {
  const action = textAfter(line, '"event.action":"') as Action
  const event = { ...nothing, 'event.action': action }
  event['@timestamp'] = numberAfter(line, '"@timestamp":')
  event['event.sequence'] = numberAfter(line, '"event.sequence":')
  if (action === 'ws.frame') scanFrame(line, event)
  else {
    event['ws.conn_id'] = textAfter(line, '"ws.conn_id":"')
    if (action === 'ws.auth_failure') event['user.name'] = textAfter(line, '"user.name":"')
    if (action.startsWith('ws.auth')) event['source.ip'] = textAfter(line, '"source.ip":"')
  }
  return event
}

type Scanned = { -readonly [Name in keyof PeerEvent]-?: PeerEvent[Name] }

const nothing: Scanned = {
  '@timestamp': 0,
  'event.sequence': 0,
  'event.action': 'ws.frame',
  'source.ip': '',
  'ws.conn_id': '',
  'user.name': '',
  'network.direction': 'inbound',
  'ws.payload_length': 0,
  'ws.payload': '',
}

function scanFrame(line: string, event: Scanned): void {
  const payload = '"ws.payload":"'
  event['ws.payload'] = line.slice(line.indexOf(payload) + payload.length, -2)
  if (textAfter(line, '"network.direction":"') !== 'outbound') return
  event['network.direction'] = 'outbound'
  event['ws.conn_id'] = textAfter(line, '"ws.conn_id":"')
  event['ws.payload_length'] = numberAfter(line, '"ws.payload_length":')
}

function textAfter(line: string, key: string): string {
  const start = line.indexOf(key) + key.length
  return line.slice(start, line.indexOf('"', start))
}

function numberAfter(line: string, key: string): number {
  let number = 0
  for (let at = line.indexOf(key) + key.length; ; at++) {
    const digit = line.charCodeAt(at) - 48
    if (!(digit >= 0 && digit <= 9)) return number
    number = number * 10 + digit
  }
}
