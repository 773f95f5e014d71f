// → a port of 127.0.0.1 that nobody listens on.
import { createServer } from 'node:net'

export function freePort(): Promise<number> {
  return new Promise((done, refuse) => {
    const server = createServer()
    server.on('error', refuse)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      server.close(() => done(port))
    })
  })
}
