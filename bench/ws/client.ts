// Servers in a list, one loaded at a time: connections that each send a message as soon as the one before has come back.
import { connect, type Socket } from 'node:net'

const [connections, bytes, ...ports] = process.argv.slice(2).map(Number) as [number, number, ...number[]]

// RFC 6455 section 5.2: FIN and text; masked by the client, with zeros, so that the text stands as it is.
const text = Buffer.from(JSON.stringify({ type: 'say', room: 'lobby', text: 'x'.repeat(bytes) }).slice(0, bytes))
const frame = Buffer.concat([Buffer.from([0x81, 0x80 | 126, bytes >> 8, bytes & 255, 0, 0, 0, 0]), text])
const answerBytes = 4 + bytes

const request = [
  'GET /chat HTTP/1.1',
  'Host: chat.example.com',
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Origin: https://chat.example.com',
  'User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  'Cookie: session=0123456789abcdef0123456789abcdef',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
]

/** Which server is loaded now; -1: none. */
let loaded = -1
const resting = ports.map((): Socket[] => [])

for (const [server, port] of ports.entries()) for (let n = 0; n < connections; n++) open(server, port)

function open(server: number, port: number): void {
  const socket = connect(port, '127.0.0.1')
  socket.setNoDelay(true)
  socket.write(`${request.join('\r\n')}\r\n\r\n`)
  socket.once('data', () => {
    let got = 0
    socket.on('data', ({ length }) => {
      got += length
      if (got < answerBytes) return
      got -= answerBytes
      if (loaded === server) socket.write(frame)
      else resting[server]!.push(socket)
    })
    resting[server]!.push(socket)
    if (resting.every((sockets) => sockets.length === connections)) process.send!('ready')
  })
}

process.on('message', (server: number) => {
  loaded = server
  for (const socket of resting[server]?.splice(0) ?? []) socket.write(frame)
})

process.on('disconnect', () => process.exit())
