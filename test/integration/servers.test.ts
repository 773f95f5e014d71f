// The servers that tests are given: they answer, they are shared, and a private one comes back from a kill with its data.
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { elasticServer, privateRedis, redisServer } from '../servers.ts'

const redis = await redisServer()
const elastic = await elasticServer()

/** One command, one line of an answer. */
function say(url: string, command: string): Promise<string> {
  const { hostname, port } = new URL(url)
  return new Promise((done, refuse) => {
    const socket = connect(Number(port), hostname, () => socket.write(`${command}\r\n`))
    socket.on('error', refuse)
    socket.on('data', (bytes) => {
      socket.destroy()
      done(bytes.toString())
    })
  })
}

test.skipIf(redis === null)('whoever asks for the Redis of this run gets the same one', async () => {
  expect(await redisServer()).toEqual(redis)
  expect(await say(redis!.url, 'PING')).toBe('+PONG\r\n')
})

test.skipIf(elastic === null)('the Elasticsearch of this run answers', async () => {
  const health = await fetch(`${elastic!.url}/_cluster/health`)
  expect(await health.json()).toMatchObject({ status: expect.stringMatching(/green|yellow/) })
})

test.skipIf(redis === null)('a private Redis keeps what it acknowledged though it is killed', async () => {
  const server = (await privateRedis(['--appendfsync', 'always']))!
  try {
    expect(await say(server.url, 'SET kept yes')).toBe('+OK\r\n')
    await server.kill()
    await expect(say(server.url, 'PING')).rejects.toThrow()
    await server.start()
    expect(await say(server.url, 'GET kept')).toBe('$3\r\nyes\r\n')
  } finally {
    await server.remove()
  }
})
