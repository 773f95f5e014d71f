// → a port of 127.0.0.1 that nobody listens on.
import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/**
 * Below those that systems choose from for outgoing connections: none of these takes it before its server listens, or
 * while that is down.
 */
const range = { from: 11_000, to: 32_000 }

export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(range.from, range.to)
    if (await isFree(port)) return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer()
    server.on('error', () => done(false))
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)))
  })
}
