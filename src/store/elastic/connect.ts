// Settings with their secrets read → a client, with clear errors where the server cannot be used.
import type { Client, ClientOptions } from '@elastic/elasticsearch'
import { OperationalError } from '../../errors.ts'
import { failure } from './failure.ts'

export interface ElasticSettings {
  /** This or `cloudId`. */
  readonly url?: string
  readonly cloudId?: string
  readonly apiKey?: string
  readonly username?: string
  readonly password?: string
  /** PEM. */
  readonly ca?: string
  readonly namespace: string
}

export interface Elastic {
  readonly client: Client
  /** How people know the server; holds no secret. */
  readonly url: string
  /** Runs a request; what it throws says what to do. */
  ask<T>(request: (client: Client) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** A bulk request is large, and a busy server slow; the search of a person is not worth waiting for longer. */
const requestTimeoutMs = 60_000

/** No request is made yet: the server may be down, and come later. */
export async function connectElastic(settings: ElasticSettings): Promise<Elastic> {
  const { Client } = await import('@elastic/elasticsearch')
  const url = shownUrl(settings)
  const client = construct(() => new Client(clientOptions(settings)))
  return {
    client,
    url,
    ask: (request) =>
      request(client).catch((error: unknown) => {
        throw failure(error, url)
      }),
    close: () => client.close(),
  }
}

/** One attempt a request: who asks knows whether, and when, to try again. */
function clientOptions({ url, cloudId, apiKey, username, password, ca }: ElasticSettings): ClientOptions {
  return {
    ...(url === undefined ? {} : { node: url }),
    ...(cloudId === undefined ? {} : { cloud: { id: cloudId } }),
    ...(apiKey === undefined ? {} : { auth: { apiKey } }),
    ...(username === undefined ? {} : { auth: { username, password: password ?? '' } }),
    ...(ca === undefined ? {} : { tls: { ca } }),
    maxRetries: 0,
    requestTimeout: requestTimeoutMs,
  }
}

function construct(make: () => Client): Client {
  try {
    return make()
  } catch (error) {
    const details = `store.elasticsearch in the config: ${(error as Error).message}.`
    throw new OperationalError('CONFIG_INVALID', { details }, error)
  }
}

function shownUrl({ url, cloudId }: ElasticSettings): string {
  if (url === undefined) return `cloud ${cloudId!.split(':')[0]}`
  const { protocol, host, pathname } = new URL(url)
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`
}
