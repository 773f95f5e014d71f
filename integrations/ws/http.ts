// A request → status and body. Connections are kept, and none of them keeps the process alive.
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest, Agent as TlsAgent } from 'node:https'
import type { Settings } from './options.ts'

export interface Asked {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  readonly timeoutMs: number
  readonly signal?: AbortSignal
}

export interface Answered {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly text: string
}

/** Rejects where no answer came. */
export type Ask = (asked: Asked) => Promise<Answered>

/** What is read of an answer at most. */
const longestAnswer = 1 << 20

export function createAsk({ url, token }: Pick<Settings, 'url' | 'token'>): Ask {
  const isTls = url.startsWith('https:')
  const request = isTls ? httpsRequest : httpRequest
  const agent = isTls ? new TlsAgent({ keepAlive: true }) : new Agent({ keepAlive: true })
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` }
  return ({ method, path, headers = {}, body, timeoutMs, signal }) =>
    new Promise((resolve, reject) => {
      const length = body === undefined ? {} : { 'content-length': String(body.length) }
      const outgoing = request(`${url}${path}`, {
        ...{ method, agent, timeout: timeoutMs },
        headers: { ...authorization, ...length, ...headers },
        ...(signal && { signal }),
      })
      outgoing.on('socket', (socket) => socket.unref())
      outgoing.on('timeout', () => outgoing.destroy(new Error(`No answer within ${timeoutMs / 1000} s`)))
      outgoing.on('error', reject)
      outgoing.on('response', (response) => readAnswer(response).then(resolve, reject))
      outgoing.end(body)
    })
}

async function readAnswer(response: IncomingMessage): Promise<Answered> {
  let text = ''
  for await (const chunk of response) if (text.length < longestAnswer) text += String(chunk)
  return { status: response.statusCode ?? 0, headers: response.headers, text }
}
