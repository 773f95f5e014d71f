// A folder → a Redis of one's own on 127.0.0.1, which keeps all that it has acknowledged in that folder.
import { mkdirSync } from 'node:fs'
import { connect } from 'node:net'
import { freePort } from '../free-port.ts'
import { dockerLaunch } from './docker.ts'
import { Server } from './server.ts'

export interface RedisSettings {
  /** For its data. */
  readonly folder: string
  /** A free one where it is not given. */
  readonly port?: number
  /** The folder goes with the server. */
  readonly temporary?: boolean
  /** Further options, as on its command line: `['--requirepass', 'secret']`. */
  readonly options?: readonly string[]
}

export const redisImage = 'redis:7.4.5-alpine'

const usual = ['--appendonly', 'yes', '--maxmemory-policy', 'noeviction', '--save', '']

export async function startRedis({ folder, port, temporary = false, options = [] }: RedisSettings): Promise<Server> {
  const at = port ?? (await freePort())
  mkdirSync(folder, { recursive: true })
  const server = new Server({
    ...base(at),
    command: 'redis-server',
    words: ['--bind', '127.0.0.1', '--port', String(at), '--dir', folder, ...usual, ...options],
    removeWords: temporary ? ['rm', '-rf', folder] : [],
  })
  await server.start()
  return server
}

/** The same in a container. */
export async function startRedisInDocker({ options = [] }: Pick<RedisSettings, 'options'>): Promise<Server> {
  const at = await freePort()
  const command = ['redis-server', ...usual, ...options]
  const server = new Server({ ...base(at), ...dockerLaunch({ image: redisImage, port: at, inside: 6379, command }) })
  await server.start()
  return server
}

const base = (port: number) => ({
  name: 'Redis',
  url: `redis://127.0.0.1:${port}`,
  timeoutMs: 60_000,
  answers: () => answersPing(port),
})

/** A server that reads its data in says `-LOADING`; one with a password is there when it asks for it. */
function answersPing(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 1000 }, () => socket.write('PING\r\n'))
    const end = (answers: boolean): void => {
      socket.destroy()
      done(answers)
    }
    socket.on('data', (bytes) => end(/^(?:\+PONG|-NOAUTH)/.test(bytes.toString())))
    socket.on('timeout', () => end(false))
    socket.on('error', () => end(false))
    socket.on('close', () => end(false))
  })
}
