// In a namespace: for each address on standard input a client that connects from there, and then says what it should not.
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocket } from 'ws'

const url = process.argv[2]!

/** So that what belongs to opening is over. */
const settleMs = 20

createInterface({ input: process.stdin }).on('line', (localAddress) => {
  const socket = new WebSocket(url, { localAddress })
  socket.on('error', () => {})
  socket.on('open', async () => {
    await sleep(settleMs)
    socket.send('attack at dawn')
  })
})
