// The same session through every proxy: whatever an event says, it says the same.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { connectors } from '../../connectors/index.ts'
import { documentsOf, read } from './read.ts'
import { isOwn, session, type Told } from './session.ts'

type Document = Readonly<Record<string, unknown>>

const root = resolve(import.meta.dirname, '../../connectors')

/** Proxies, whose logs are lines of one meaning (connectors/access). */
const proxies = ['alb', 'apache', 'caddy', 'cloudflare', 'envoy', 'haproxy', 'nginx', 'traefik']

describe.each(proxies)('%s', (name) => {
  const connector = connectors.find((each) => each.name === name)!
  const sample = readFileSync(join(root, name, 'samples', 'session.log'))
  const documents = documentsOf(read(connector, sample))
  const isKind = (document: Document, kind: string): boolean => (document['event.category'] as string[])[1] === kind
  const told: Readonly<Record<Told, Document | undefined>> = {
    handshake: documents.find((each) => isKind(each, 'handshake') && each['event.outcome'] === 'success'),
    connection: documents.find((each) => isKind(each, 'connection')),
    refused: documents.find((each) => isKind(each, 'handshake') && each['event.outcome'] === 'failure'),
  }

  test('tells the upgrade, its end and the refusal, and nothing else', () => {
    expect(Object.entries(told).filter(([, document]) => document === undefined)).toEqual([])
    expect(documents).toHaveLength(3)
  })

  test.each(Object.keys(session) as Told[])('says of the %s what every other proxy says', (which) => {
    const fields = Object.entries(told[which] ?? {}).filter(([field]) => !isOwn(field) && !field.startsWith(`${name}.`))
    expect(Object.fromEntries(fields)).toEqual(
      Object.fromEntries(fields.map(([field]) => [field, session[which][field]])),
    )
  })

  test('knows when the connection began and ended, from where it came and what it asked for', () => {
    expect(Object.keys(told.connection ?? {})).toEqual(
      expect.arrayContaining(['event.start', 'event.end', 'event.duration', 'source.ip', 'client.ip', 'url.path']),
    )
  })
})
