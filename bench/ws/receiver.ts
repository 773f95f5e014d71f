// What is sent to Tripline, taken and thrown away in a process of its own: what it costs to send, without what it costs to read.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Who asks for commands waits as long as with Tripline. */
const pollMs = 25_000

const server = createServer((request, response) => {
  request.resume()
  if (request.method === 'GET') setTimeout(() => response.end('{"commands":[]}'), pollMs)
  else request.once('end', () => response.end('{"accepted":1}'))
})
server.listen(0, '127.0.0.1', () => {
  process.send!({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
})

process.on('disconnect', () => process.exit())
