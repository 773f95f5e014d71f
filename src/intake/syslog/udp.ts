// An address → the datagrams that are sent to it, a message each. UDP cannot make a sender wait: what does not fit is lost,
// and counted.
import { createSocket, type Socket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import { type Address, addressText, type Hearing, type Listener, listenError, plainAddress } from './listener.ts'
import { openUdpDrops } from './udp-drops.ts'

/** Asked of the system, which gives as much of it as it allows (`net.core.rmem_max` on Linux). */
const receiveBufferBytes = 8 << 20

export async function listenUdp(address: Address, hearing: Hearing): Promise<Listener> {
  const type = isIPv6(address.host) ? 'udp6' : 'udp4'
  const socket = createSocket({ type, recvBufferSize: receiveBufferBytes })
  await bind(socket, address)
  const bound = { host: address.host, port: socket.address().port }
  const dropsOfSystem = openUdpDrops(bound.port)
  let dropped = 0
  socket.on('message', (bytes, { address: sender }) => {
    if (bytes.length === 0) return
    if (hearing.inbox.isFull) dropped++
    else hearing.inbox.put({ bytes, sender: plainAddress(sender), ms: Date.now() })
  })
  // An error of one datagram (a port that nobody listens on answered) says nothing of the next.
  socket.on('error', () => {})
  return {
    where: `udp ${addressText(bound)}`,
    dropped: () => dropped + dropsOfSystem(),
    close: () => {
      // The system forgets with the socket what it dropped there.
      dropsOfSystem()
      return new Promise((closed) => socket.close(() => closed()))
    },
  }
}

function bind(socket: Socket, address: Address): Promise<void> {
  return new Promise((bound, refuse) => {
    socket.once('error', (error) => refuse(listenError(address, error)))
    socket.bind({ address: address.host, port: address.port, exclusive: true }, () => {
      socket.removeAllListeners('error')
      bound()
    })
  })
}
