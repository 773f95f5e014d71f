// What the server says on each WebSocket path: messages in, answers and broadcasts out.
import { WebSocket } from 'ws'
import { checkPassword, type Session } from './accounts.ts'

type Message = Readonly<Record<string, unknown>>
type Endpoint = (socket: WebSocket, session: Session) => void

/** By path. No endpoint looks at the Origin: that is what makes the site worth attacking. */
export const endpoints: Readonly<Record<string, Endpoint>> = {
  '/chat': chat,
  '/console': adminConsole,
  '/prices': prices,
  '/shop': shop,
  '/files': files,
  '/graphql': graphql,
}

const rooms = new Map<string, Set<WebSocket>>()

function chat(socket: WebSocket, session: Session): void {
  let user = session.user
  socket.on('close', () => leave(socket))
  const answers: Readonly<Record<string, (message: Message) => void>> = {
    login: ({ user: name, password }) => {
      const right = checkPassword(name, password)
      if (right) user = String(name)
      send(socket, right ? { type: 'login_ok', user } : { type: 'login_failed', reason: 'wrong user or password' })
    },
    logout: () => send(socket, { type: 'logged_out' }),
    join: ({ room }) => {
      join(socket, String(room))
      send(socket, { type: 'joined', room, as: user })
    },
    say: ({ room, text }) => broadcast(String(room), { type: 'said', room, from: user, text }),
    history: ({ room }) => send(socket, { type: 'history', room, lines: [] }),
    export: ({ file }) => send(socket, { type: 'exported', file, size: 1843 }),
  }
  hear(socket, (message) => answers[String(message['type'])]?.(message))
}

/** One wrong password ends the connection. */
function adminConsole(socket: WebSocket): void {
  hear(socket, ({ user, password }) => {
    if (checkPassword(user, password)) send(socket, { ok: true })
    else socket.close(1008, 'login failed')
  })
}

function prices(socket: WebSocket): void {
  let tick = 0
  const timer = setInterval(() => {
    tick++
    const price = (base: number): number => Number((base + Math.sin(tick / 3) * 2).toFixed(2))
    send(socket, { type: 'price', n: tick, quotes: { 'TULIP-A': price(41), 'ROSE-B': price(17), 'OAK-C': price(108) } })
    if (tick % 10 === 0) socket.ping(`tick ${tick}`)
  }, 600)
  socket.on('close', () => clearInterval(timer))
}

function shop(socket: WebSocket): void {
  hear(socket, ({ id, productId }) => {
    const everything = String(productId).includes('1=1')
    const rows = everything ? ['lamp', 'desk', 'chair', 'staff: admin'] : ['lamp']
    send(socket, { id, type: 'products', rows })
  })
}

function files(socket: WebSocket): void {
  socket.on('message', (data, isBinary) => {
    const bytes = (data as Buffer).length
    send(socket, { type: 'stored', kind: isBinary ? 'binary' : 'text', bytes })
  })
}

/** The handshake of graphql-transport-ws, one subscription, three results. */
function graphql(socket: WebSocket): void {
  hear(socket, ({ type, id }) => {
    if (type === 'connection_init') send(socket, { type: 'connection_ack' })
    if (type !== 'subscribe') return
    for (const room of ['lobby', 'garden', 'harbour']) send(socket, { id, type: 'next', payload: { data: { room } } })
    send(socket, { id, type: 'complete' })
  })
}

function hear(socket: WebSocket, answer: (message: Message) => void): void {
  socket.on('message', (data) => {
    const text = (data as Buffer).toString()
    if (text.startsWith('{')) answer(JSON.parse(text) as Message)
  })
}

const send = (socket: WebSocket, message: object): void => {
  if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message))
}

function join(socket: WebSocket, room: string): void {
  const present = rooms.get(room) ?? new Set()
  rooms.set(room, present.add(socket))
}

function leave(socket: WebSocket): void {
  for (const present of rooms.values()) present.delete(socket)
}

function broadcast(room: string, message: object): void {
  for (const socket of rooms.get(room) ?? []) send(socket, message)
}
