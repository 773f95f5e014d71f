// A server that speaks TLS with a certificate of its own making: believed where the config names its authority.
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectElastic, type ElasticSettings } from '../../../src/store/elastic/connect.ts'
import { ownCertificate } from '../../certificate.ts'

const certificate = ownCertificate('Elasticsearch over TLS')

describe.skipIf(certificate === null)('a server that vouches for itself', () => {
  const { key, cert: ca } = certificate ?? { key: '', cert: '' }
  const logins: (string | undefined)[] = []
  let server: Server

  beforeAll(async () => {
    server = createServer({ key, cert: ca }, (request, response) => {
      logins.push(request.headers.authorization)
      response.writeHead(200, { 'x-elastic-product': 'Elasticsearch' }).end()
    })
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  })
  afterAll(() => void server.close())

  const urlOf = (host: string): string => `https://${host}:${(server.address() as AddressInfo).port}`
  const asking = async (settings: Partial<ElasticSettings>): Promise<unknown> => {
    const elastic = await connectElastic({ url: urlOf('localhost'), namespace: 'default', ...settings })
    const asked = elastic.ask((client) => client.indices.exists({ index: 'any' })).catch((error: unknown) => error)
    return asked.finally(() => elastic.close())
  }

  test('is believed where its authority is known, and told who asks', async () => {
    logins.length = 0
    expect(await asking({ ca, apiKey: 'bWU6c2VjcmV0' })).toBe(true)
    expect(await asking({ ca, username: 'me', password: 'secret' })).toBe(true)
    expect(logins).toEqual(['ApiKey bWU6c2VjcmV0', `Basic ${Buffer.from('me:secret').toString('base64')}`])
  })

  test('is not believed where nobody vouches for it, or it vouches for another name', async () => {
    expect(await asking({})).toMatchObject({ code: 'ELASTIC_TLS' })
    expect(await asking({ ca, url: urlOf('127.0.0.1') })).toMatchObject({ code: 'ELASTIC_TLS' })
  })
})
