// A way to a server that can be shut and opened: to whoever comes through it, the server is down in between.
import { connect, createServer, type Socket } from 'node:net'

export interface Door {
  readonly url: string
  /** Cuts what is under way, and lets nobody in. */
  shut(): void
  open(): void
  close(): Promise<void>
}

export async function doorTo(url: string): Promise<Door> {
  const { hostname, port } = new URL(url)
  const inside = new Set<Socket>()
  let isOpen = true
  const server = createServer((socket) => {
    if (!isOpen) {
      socket.destroy()
      return
    }
    const beyond = connect(Number(port), hostname)
    for (const [one, other] of [
      [socket, beyond],
      [beyond, socket],
    ] as const) {
      inside.add(one)
      one.on('error', () => {})
      one.on('close', () => {
        inside.delete(one)
        other.destroy()
      })
      one.pipe(other)
    }
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const cut = (): void => {
    for (const socket of inside) socket.destroy()
  }
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    shut: () => {
      isOpen = false
      cut()
    },
    open: () => {
      isOpen = true
    },
    async close() {
      cut()
      await new Promise((closed) => server.close(closed))
    },
  }
}
