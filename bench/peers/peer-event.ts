// The events that are compared on: flat, in the order of their time, numbered.

export interface PeerEvent {
  /** Milliseconds since the epoch. */
  readonly '@timestamp': number
  readonly 'event.sequence': number
  readonly 'event.action': Action
  readonly 'source.ip': string
  readonly 'ws.conn_id': string
  readonly 'user.name'?: string
  readonly 'network.direction'?: 'inbound' | 'outbound'
  readonly 'ws.payload_length'?: number
  readonly 'ws.payload'?: string
}

export type Action = 'ws.open' | 'ws.frame' | 'ws.close' | 'ws.auth_failure' | 'ws.auth_success'
