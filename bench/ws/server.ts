// An echo server of ws in a process of its own, watched or not → on standard output where it listens, and what it has used.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { watch } from '../../integrations/ws/watch.ts'

/** Of the watcher; null: not watched. */
const options = JSON.parse(process.argv[2]!) as object | null

const http = createServer()
const server = new WebSocketServer({ server: http, perMessageDeflate: false })
const watcher = options === null ? null : watch(server, options)
let messages = 0
server.on('connection', (socket) => {
  socket.on('message', (data, isBinary) => {
    messages++
    socket.send(data, { binary: isBinary })
  })
})
http.listen(0, '127.0.0.1', () => tell({ port: (http.address() as AddressInfo).port }))

let mark = { messages: 0, cpu: process.cpuUsage() }
process.on('message', (word: string) => {
  if (word !== 'read') return
  const { user, system } = process.cpuUsage(mark.cpu)
  tell({ messages: messages - mark.messages, cpuUs: user + system, stats: watcher?.stats() ?? null })
  mark = { messages, cpu: process.cpuUsage() }
})

process.on('disconnect', () => process.exit())

function tell(what: object): void {
  process.send!(what)
}
