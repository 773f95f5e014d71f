// What a real client and a real server say to each other over loopback → the packets of a capture.
import { connect, createServer, type Socket } from 'node:net'
import { Conversation } from './packets.ts'

export interface Recorder {
  /** Clients connect here; what they say goes on to the server. */
  readonly port: number
  /** One conversation for each connection, in order, each ended. */
  conversations(): Promise<readonly Conversation[]>
}

/** A proxy that writes down the bytes of both sides as they pass. */
export async function record(serverPort: number): Promise<Recorder> {
  const conversations: Conversation[] = []
  const ended: Promise<void>[] = []
  const proxy = createServer((client) => {
    const conversation = new Conversation({ serverPort, clientPort: 50000 + conversations.length }).open()
    conversations.push(conversation)
    ended.push(pass(client, connect(serverPort, '127.0.0.1'), conversation))
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  return {
    port: (proxy.address() as { port: number }).port,
    async conversations() {
      proxy.close()
      await Promise.all(ended)
      return conversations
    },
  }
}

async function pass(client: Socket, server: Socket, conversation: Conversation): Promise<void> {
  const closed = [client, server].map((socket) => new Promise<void>((resolve) => socket.once('close', () => resolve())))
  for (const [side, from, to] of [
    ['client', client, server],
    ['server', server, client],
  ] as const) {
    from.on('data', (bytes) => {
      for (let at = 0; at < bytes.length; at += segmentBytes)
        conversation.send(side, bytes.subarray(at, at + segmentBytes))
      to.write(bytes)
    })
    from.on('end', () => to.end())
    from.on('error', () => to.destroy())
  }
  await Promise.all(closed)
  conversation.finish()
}

/** As Ethernet carries them. */
const segmentBytes = 1460
