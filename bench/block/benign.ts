// In a namespace: clients that go on talking. Says at once when one of them is cut off, and on any line how often they were answered.
import { createInterface } from 'node:readline'
import { WebSocket } from 'ws'

const [url, clients] = [process.argv[2]!, Number(process.argv[3])]
const everyMs = 20

let answers = 0
for (let number = 0; number < clients; number++) {
  const socket = new WebSocket(url)
  socket.on('error', () => {})
  socket.on('open', () => {
    console.log('open')
    setInterval(() => socket.send(`message of ${number}`), everyMs)
  })
  socket.on('message', () => answers++)
  socket.on('close', () => console.log('closed'))
}
createInterface({ input: process.stdin }).on('line', () => console.log(`answers ${answers}`))
