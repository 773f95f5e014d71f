// `tripline run` that listens to interfaces: what a real server and its clients say becomes incidents while it is said.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { inside, makeNet, missingForNamespaces, type Net } from './namespaces.ts'
import { type Peer, startClient, startServer } from './peers-inside.ts'
import { attackRule, prepare, type RunInside, startRun } from './run-inside.ts'
import { until } from './until.ts'

const missing = missingForNamespaces(['tcpdump'])
if (missing !== null) console.log(`!!! ${missing} Live capture is not tested.`)

let folder = ''
let net: Net
let peers: Peer[] = []
let run: RunInside | null = null

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tripline-live-'))
  peers = []
  run = null
})

afterEach(async () => {
  await run?.end('SIGKILL')
  for (const { child } of peers) child.kill('SIGKILL')
  net.remove()
  rmSync(folder, { recursive: true, force: true })
})

const peer = (one: Peer): Peer => {
  peers.push(one)
  return one
}

const hears = (one: Peer, line: string) =>
  until(
    () => one.said,
    (said) => said.includes(line),
  )

const addresses = (): readonly string[] =>
  run!.incidents().map(({ document }) => String((document['source'] as { ip: string }).ip))

describe.skipIf(missing !== null)('live', () => {
  test('what is said on any interface becomes an incident, by IPv4 and by IPv6', async () => {
    net = makeNet(2)
    const [attacker, other] = net.clients
    prepare(folder, 'sources: [{ type: capture, interface: any, filter: tcp port 8080 }]\n', attackRule())
    await hears(peer(startServer(net.server)), 'listening')
    run = await startRun(net.server, folder)
    await run.capturing()
    const clients = [
      peer(startClient(attacker!.namespace, `ws://${attacker!.server.ipv4}:8080/chat`)),
      peer(startClient(attacker!.namespace, `ws://[${attacker!.server.ipv6}]:8080/chat`)),
      peer(startClient(other!.namespace, `ws://${other!.server.ipv4}:8080/chat`)),
    ]
    for (const client of clients) await hears(client, 'open')
    for (const client of clients.slice(0, 2)) client.send('attack at dawn')
    clients[2]!.send('good morning')
    await hears(clients[2]!, 'echo:good morning')
    const found = await until(addresses, (all) => all.length >= 2)
    expect([...found].sort()).toEqual([attacker!.ipv4, attacker!.ipv6].sort())
    expect(run.text('/metrics')).toMatch(/tripline_packets_received_total\{source="capture:any:tcp port 8080"\} \d+/)
    expect(run.get('/api/stats')).toMatchObject({ captures: [{ dropped: 0, trouble: null }] })
  })

  test('several interfaces are listened to side by side; one that is away is told, and heard when it comes', async () => {
    net = makeNet(2)
    const [here, away] = net.clients
    inside(net.server, 'ip', 'link', 'set', away!.interface, 'name', 'gone')
    const source = (name: string): string => `{ type: capture, interface: ${name}, filter: tcp port 8080 }`
    prepare(folder, `sources: [${source(here!.interface)}, ${source(away!.interface)}]\n`, attackRule())
    await hears(peer(startServer(net.server)), 'listening')
    run = await startRun(net.server, folder)
    await until(
      () => run!.said(),
      (said) => said.includes('Packets cannot be captured'),
    )
    expect(run.get('/readyz')).toMatchObject({ checks: { capture: { status: 'failed' } } })
    inside(net.server, 'ip', 'link', 'set', 'gone', 'down')
    inside(net.server, 'ip', 'link', 'set', 'gone', 'name', away!.interface)
    inside(net.server, 'ip', 'link', 'set', away!.interface, 'up')
    await run.capturing()
    for (const client of net.clients) {
      const one = peer(startClient(client.namespace, `ws://${client.server.ipv4}:8080/chat`))
      await hears(one, 'open')
      one.send('attack at dawn')
    }
    const found = await until(addresses, (all) => all.length >= 2)
    expect([...found].sort()).toEqual([here!.ipv4, away!.ipv4].sort())
  })

  test('a stop ends it in order, and what listened with it', async () => {
    net = makeNet(1)
    const [client] = net.clients
    prepare(folder, 'sources: [{ type: capture, interface: any }]\n', attackRule())
    run = await startRun(net.server, folder)
    await run.capturing()
    expect(await run.end('SIGTERM')).toBe(0)
    run = null
    expect(inside(net.server, 'ip', 'netns', 'pids', net.server).trim().split('\n')).toHaveLength(1)
    expect(client).toBeDefined()
  })
})
