// The session that every proxy tells, as those tell it who watch the network: the same, but told when it happened.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { suricata } from '../../../connectors/suricata/connector.ts'
import { zeek } from '../../../connectors/zeek/connector.ts'
import { documentsOf, read } from '../read.ts'
import { session, type Told } from '../session.ts'

const root = resolve(import.meta.dirname, '../../../connectors')

/** A proxy writes its line when the connection is over. */
const toldAt: Readonly<Record<Told, string>> = {
  handshake: '2026-11-22T04:22:05.250Z',
  connection: '2026-11-22T04:22:07.750Z',
  refused: '2026-11-22T04:22:08.999Z',
}

describe.each([zeek, suricata])('$name', (connector) => {
  const documents = documentsOf(read(connector, readFileSync(join(root, connector.name, 'samples/session.log'))))
  const of = (told: Told) =>
    documents.find(
      (document) =>
        (document['event.category'] as readonly string[])[1] === (told === 'connection' ? told : 'handshake') &&
        (document['event.outcome'] === 'failure') === (told === 'refused'),
    )!

  test.each(Object.keys(session) as Told[])('says of the %s what proxies say', (told) => {
    const expected = { ...session[told], '@timestamp': toldAt[told] }
    const common = Object.entries(of(told)).filter(([name]) => name in expected)
    expect(common.length).toBeGreaterThan(15)
    expect(Object.fromEntries(common)).toEqual(
      Object.fromEntries(common.map(([name]) => [name, expected[name as keyof typeof expected]])),
    )
  })
})
