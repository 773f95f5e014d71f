// The log that a real Socket.IO server wrote, next to the sessions that are known to be in it.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { socketio } from '../../../connectors/socketio/connector.ts'
import { documentsOf, read } from '../read.ts'

const data = process.env['TRIPLINE_DATA']
const path = join(data ?? '', 'logs/socketio-debug.log')
const isThere = data !== undefined && existsSync(path)
if (!isThere) console.warn('SKIPPED: the log of a real Socket.IO server, as TRIPLINE_DATA is not set or has none.')

describe.skipIf(!isThere)('a real Socket.IO server', () => {
  const result = () => read(socketio, readFileSync(path))
  const events = (kind: string) =>
    documentsOf(result()).filter((event) => (event['event.category'] as string[]).includes(kind))
  const clients = ['6eHoSnm9eAm7WsjzAAAA', '_dh5mUw7L4dDKQwXAAAB', 'xEKfqZ8-2GpS_4IgAAAC']

  test('every line is read', () => {
    expect(result().unread).toEqual([])
  })

  test('three clients come and go, one of them by way of polling', () => {
    expect(events('handshake').map((event) => event['websocket.connection.id'])).toEqual(clients)
    expect(events('connection').map((event) => event['websocket.connection.id'])).toEqual(clients)
  })

  test('every message is of one of them, since they came one after the other', () => {
    const messages = events('message')
    expect(messages.length).toBe(36)
    expect(new Set(messages.map((event) => event['websocket.connection.id']))).toEqual(new Set(clients))
    expect(messages.filter((event) => event['socketio.event'] === 'say').length).toBe(17)
    expect(messages.filter((event) => event['websocket.message.type'] === 'binary').length).toBe(3)
  })
})
