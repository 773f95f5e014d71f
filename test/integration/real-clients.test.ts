// Real clients and a real server, with and without compression, with and without a proxy: what the sensor saw is what they sent.
import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findProgram } from '../../scripts/test/find-program.ts'
import { freePort } from '../../scripts/test/free-port.ts'
import { anomalyNames } from '../../src/sensor/anomaly.ts'
import type { FrameRecord, HandshakeRecord, MessageRecord, SensorRecord, Side } from '../../src/sensor/record.ts'
import { missingForNamespaces } from './namespaces.ts'
import { proxies } from './proxies/proxies.ts'
import { captureLoopback, recordsOf } from './real-clients/capture.ts'
import { clients, type RealClient } from './real-clients/clients.ts'
import {
  clientPing,
  clientSays,
  pathOf,
  type Said,
  serverPing,
  serverSays,
  subprotocols,
  type Way,
  ways,
} from './real-clients/plan.ts'
import { type RealServer, startServer } from './real-clients/server.ts'
import { until } from './until.ts'

const unable = missingForNamespaces(['tcpdump'])
if (unable !== null) console.log(`!!! ${unable} What real clients say is not compared with what the sensor sees.`)

const here = clients.filter((client) => client.missing() === null)
for (const client of clients) if (client.missing() !== null) console.log(`!!! ${client.missing()} It is not compared.`)

const nginx = findProgram('nginx')
if (nginx === null) console.log('!!! There is no nginx, so that no client is compared behind it.')

/** Where a connection is looked at: without a proxy, before it, and behind it. */
const hops = nginx === null ? (['direct'] as const) : (['direct', 'before nginx', 'behind nginx'] as const)

const cases = here.flatMap((client) => ways.flatMap((way) => hops.map((hop) => ({ client, way, hop }))))

const folder = mkdtempSync(join(tmpdir(), 'tripline-clients-'))
const children: ChildProcess[] = []
let server: RealServer
let proxyPort = 0
let seen: ReadonlyMap<string, readonly SensorRecord[]>
let dropped = 0

beforeAll(async () => {
  if (unable !== null) return
  server = await startServer()
  proxyPort = nginx === null ? 0 : await startProxy(nginx)
  const path = join(folder, 'all.pcap')
  const capturing = await captureLoopback([server.port, ...(nginx === null ? [] : [proxyPort])], path)
  await Promise.all(here.map(talkToAll))
  await Promise.all([...server.known.values()].map(({ closed }) => closed))
  dropped = await capturing.stop()
  seen = Map.groupBy(await recordsOf(path), ({ scene }) => scene.identity.id)
})

afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  server?.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function startProxy(program: string): Promise<number> {
  const port = await freePort()
  const { configure } = proxies.find(({ name }) => name === 'nginx')!
  const words = configure({ folder, log: join(folder, 'access.log'), port, behind: server.port })
  children.push(spawn(program, words, { stdio: 'ignore' }))
  await until(() => isListening(port), Boolean)
  return port
}

const isListening = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const socket = connect(port, '127.0.0.1', () => done(true))
    socket.on('error', () => done(false))
    socket.on('connect', () => socket.destroy())
  })

async function talkToAll(client: RealClient): Promise<void> {
  const talker = await client.start(`http://127.0.0.1:${server.port}/`)
  try {
    const routes = [['direct', server.port] as const, ...(nginx === null ? [] : [['nginx', proxyPort] as const])]
    await Promise.all(
      ways.flatMap((way) =>
        routes.map(([route, port]) => talker.talk(`ws://127.0.0.1:${port}${pathOf(way, client.name, route)}`, way)),
      ),
    )
  } finally {
    await talker.stop()
  }
}

interface Case {
  readonly client: RealClient
  readonly way: Way
  readonly hop: (typeof hops)[number]
}

const askedFor = ({ client, way, hop }: Case): string => pathOf(way, client.name, hop === 'direct' ? 'direct' : 'nginx')

/** All that the sensor told of one connection. */
function recordsFor(one: Case): readonly SensorRecord[] {
  const port = one.hop === 'before nginx' ? proxyPort : server.port
  const asked = new URL(askedFor(one), 'ws://127.0.0.1')
  const found = [...seen.values()].filter((records) => {
    const { identity, handshake } = records[0]!.scene
    return identity.serverPort === port && handshake.urlPath === asked.pathname
  })
  expect(found).toHaveLength(1)
  return found[0]!
}

const framesOf = (records: readonly SensorRecord[], side: Side): readonly FrameRecord[] =>
  records.filter((record) => record.kind === 'frame' && record.side === side) as readonly FrameRecord[]

/** A message in one line, so that a difference can be read. */
const line = (type: string, bytes: Uint8Array, isCompressed: boolean): string =>
  `${type} ${bytes.length} ${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}${isCompressed ? ' deflated' : ''}`

const messagesOf = (records: readonly SensorRecord[], side: Side): readonly MessageRecord[] =>
  records.filter((record) => record.kind === 'message' && record.side === side) as readonly MessageRecord[]

const told = ({ facts: { type, payload, compressed } }: MessageRecord): string =>
  line(type, payload?.bytes() ?? Buffer.alloc(0), compressed)

describe.skipIf(unable !== null)('real clients', () => {
  test('nothing is missing in the capture', () => {
    expect(dropped).toBe(0)
    expect(seen.size).toBe(cases.length)
  })

  test.each(cases.map((one) => [one.client.name, one.way.name, one.hop, one] as const))(
    '%s, %s, %s',
    (...[, , , one]) => {
      const { client, way } = one
      const known = server.known.get(askedFor(one))!
      const records = recordsFor(one)
      const said = (all: readonly Said[], compresses: RealClient['compresses']) =>
        all.map(({ type, payload, pieces }) => {
          const first = Math.ceil(payload.length / pieces)
          return line(type, payload, way.deflate !== false && compresses(way, first))
        })

      expect(known.heard.map(({ type, payload }) => line(type, payload, false))).toEqual(
        clientSays.map(({ type, payload }) => line(type, payload, false)),
      )
      expect(messagesOf(records, 'client').map(told)).toEqual(said(clientSays, client.compresses))
      expect(messagesOf(records, 'server').map(told)).toEqual(said(serverSays, serverCompresses))
      expect(messagesOf(records, 'server').map(({ facts }) => facts.fragments)).toEqual(
        serverSays.map(({ pieces }) => pieces),
      )
      if (client.frames(1) !== null)
        expect(messagesOf(records, 'client').map(({ facts }) => facts.fragments)).toEqual(
          clientSays.map(({ pieces }) => client.frames(pieces)),
        )
      expect(controlOf(records, 'client')).toEqual([
        ...(client.pings ? [`ping ${clientPing}`] : []),
        `pong ${serverPing}`,
      ])
      expect(controlOf(records, 'server')).toEqual([
        `ping ${serverPing}`,
        ...(client.pings ? [`pong ${clientPing}`] : []),
      ])
      expect(handshakeOf(records)).toEqual({
        ...{
          path: new URL(askedFor(one), 'ws://x').pathname,
          query: 'n=1',
          status: 101,
          version: '13',
          keyValid: true,
        },
        ...{ userAgent: known.userAgent, origin: known.origin, subprotocol: subprotocols[0] },
        extensions: known.extensions,
      })
      const [first, second, ...more] = records.filter((record) => record.kind === 'close')
      expect(first).toMatchObject({
        side: way.closes,
        by: way.closes,
        close: { code: way.code, reason: way.reason || null },
      })
      expect(second).toMatchObject({ by: way.closes, close: { code: way.code } })
      expect(more).toEqual([])
      expect(records.at(-1)).toMatchObject({ kind: 'connection', ending: { code: way.code, by: way.closes } })
      expect(records.flatMap(anomaliesOf)).toEqual([])
    },
  )
})

const serverCompresses: RealClient['compresses'] = clients[0]!.compresses

/** Pings and pongs, those in answer to nothing of ours by name, since when they come is not in our hands. */
const controlOf = (records: readonly SensorRecord[], side: Side): readonly string[] =>
  framesOf(records, side)
    .filter(({ opcode }) => opcode === 9 || opcode === 10)
    .map(({ opcode, payload }) => `${opcode === 9 ? 'ping' : 'pong'} ${payload.text()}`)
    .sort()

function handshakeOf(records: readonly SensorRecord[]) {
  const { handshake } = records.find((record): record is HandshakeRecord => record.kind === 'handshake')!.scene
  const { urlPath: path, urlQuery: query, status, version, keyValid, userAgent, origin, subprotocol } = handshake
  const extensions = handshake.extensions?.[0]?.split(';')[0] ?? null
  return { path, query, status, version, keyValid, userAgent, origin, subprotocol, extensions }
}

const anomaliesOf = (record: SensorRecord): readonly string[] => {
  if (record.kind === 'frame') return anomalyNames(record.anomalies) ?? []
  if (record.kind === 'message') return anomalyNames(record.facts.anomalies) ?? []
  return record.kind === 'handshake' ? (anomalyNames(record.scene.handshake.anomalies) ?? []) : []
}
