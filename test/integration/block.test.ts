// `respond block` in namespaces: an attacker's frame is seen on the wire, and the kernel lets nothing more of it through.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { inside, makeNet, missingForNamespaces, type Net } from './namespaces.ts'
import { type Peer, startClient, startServer } from './peers-inside.ts'
import { outside, root } from './process.ts'
import { attackRule, prepare, type RunInside, startRun } from './run-inside.ts'
import { until } from './until.ts'

const missing = missingForNamespaces(['tcpdump', 'nft'])
if (missing !== null) console.log(`!!! ${missing} Blocking in the kernel is not tested.`)

const config = (blocks: string): string =>
  `sources: [{ type: capture, interface: any, filter: tcp port 8080 }]\nblocks: { ${blocks} }\n`

let folder = ''
let net: Net
let peers: Peer[] = []
let run: RunInside | null = null

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tripline-block-'))
  net = makeNet(3)
  peers = []
  run = null
})

afterEach(async () => {
  await run?.end('SIGKILL')
  for (const { child } of peers) child.kill('SIGKILL')
  net.remove()
  rmSync(folder, { recursive: true, force: true })
})

const hears = (one: Peer, line: string) =>
  until(
    () => one.said,
    (said) => said.includes(line),
  )

async function connected(number: number, family: 'ipv4' | 'ipv6' = 'ipv4'): Promise<Peer> {
  const client = net.clients[number]!
  const host = family === 'ipv4' ? client.server.ipv4 : `[${client.server.ipv6}]`
  const one = startClient(client.namespace, `ws://${host}:8080/chat`)
  peers.push(one)
  await hears(one, 'open')
  return one
}

async function start(blocks: string, span = '10m'): Promise<void> {
  const server = startServer(net.server)
  peers.push(server)
  await hears(server, 'listening')
  prepare(folder, config(blocks), attackRule(`respond block ${span}`))
  run = await startRun(net.server, folder)
  await run.capturing()
}

interface BlockTold {
  readonly outcome: string
  readonly address: string
  readonly detail: string
  readonly packet?: string
  readonly rule?: string
  readonly kernel?: string
}

const told = (): readonly BlockTold[] =>
  run!.incidents().flatMap(({ document }) => {
    const { block = [] } = document['tripline'] as { block?: readonly BlockTold[] }
    return block
  })

const inKernel = (): string => inside(net.server, 'nft', 'list', 'table', 'inet', 'tripline')

/** What runs beside the server. */
const programs = (): readonly string[] => {
  const pids = inside(net.server, 'ip', 'netns', 'pids', net.server).split('\n').filter(Boolean)
  return pids.flatMap((pid) => spawnSync('cat', [`/proc/${pid}/comm`], { encoding: 'utf8' }).stdout.trim())
}

let asked = 0

/** It has said something that nobody answers, while the others are answered. */
async function isCutOff(attacker: Peer, ...others: readonly Peer[]): Promise<void> {
  attacker.send('hello?')
  for (const other of others) {
    const line = `still here ${++asked}`
    other.send(line)
    await hears(other, `echo:${line}`)
  }
  expect(attacker.said).not.toContain('echo:hello?')
}

const cli = (...words: readonly string[]): string => {
  const env = ['-i', `PATH=${outside()['PATH']}`]
  const program = [
    process.execPath,
    join(root, 'bin/tripline.cjs'),
    ...words,
    '--config',
    join(folder, 'tripline.yaml'),
  ]
  return inside(net.server, 'env', ...env, ...program)
}

describe.skipIf(missing !== null)('blocks', () => {
  test('an attacker is cut off by its own frame, by IPv4 or IPv6, and nobody else is', async () => {
    await start('mode: enforce')
    const [attacker, other, third] = [await connected(0), await connected(1), await connected(2)]
    attacker.send('attack at dawn')
    const [block] = await until(told, (all) => all.length > 0)
    expect(block).toMatchObject({ outcome: 'confirmed', address: net.clients[0]!.ipv4 })
    expect([block!.packet, block!.rule, block!.kernel]).toEqual([block!.packet, block!.rule, block!.kernel].sort())
    await isCutOff(attacker, other, third)
    await until(inKernel, (table) => /ip saddr @address4 counter packets [1-9]/.test(table))
    expect(other.said).not.toContain('closed')
    expect(third.said).not.toContain('closed')
    expect(
      cli('blocks', 'list', '--json')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toMatchObject([{ address: net.clients[0]!.ipv4, rule: 'says_attack', inKernel: true }])
    // By IPv6, and its IPv4 stays open.
    const byIpv6 = await connected(1, 'ipv6')
    byIpv6.send('attack at dawn')
    await until(told, (all) =>
      all.some(({ address, outcome }) => address === net.clients[1]!.ipv6 && outcome === 'confirmed'),
    )
    await isCutOff(byIpv6, other)
  })

  test('a block ends by itself', async () => {
    await start('mode: enforce', '3s')
    const attacker = await connected(0)
    attacker.send('attack at dawn')
    await until(told, (all) => all[0]?.outcome === 'confirmed')
    await hears(await connected(1), 'open')
    await until(inKernel, (table) => !table.includes(net.clients[0]!.ipv4))
    await hears(await connected(0), 'open')
    await until(
      () => cli('blocks', 'list', '--json'),
      (listed) => listed.trim() === '',
    )
  })

  test('what must never be blocked is not, and a dry run blocks nobody', async () => {
    await start(`mode: enforce, never: ["${net.clients[0]!.ipv4}/32"]`)
    const spared = await connected(0)
    spared.send('attack at dawn')
    expect((await until(told, (all) => all.length > 0))[0]!.outcome).toBe('refused')
    spared.send('again')
    await hears(spared, 'echo:again')
    await run!.end('SIGTERM')
    prepare(folder, config('mode: dry_run'), attackRule('respond block 10m'))
    run = await startRun(net.server, folder)
    await run.capturing()
    const other = await connected(1)
    other.send('attack at dawn')
    await until(told, (all) => all.some(({ outcome }) => outcome === 'dry_run'))
    other.send('again')
    await hears(other, 'echo:again')
  })

  test('after a kill the kernel and the store agree again', async () => {
    await start('mode: enforce')
    const attacker = await connected(0)
    attacker.send('attack at dawn')
    await until(
      () => cli('blocks', 'list', '--json'),
      (listed) => listed.includes(net.clients[0]!.ipv4),
    )
    expect(programs()).toContain('nft')
    await run!.end('SIGKILL')
    await until(programs, (left) => !left.includes('nft'))
    expect(inKernel()).toContain(net.clients[0]!.ipv4)
    inside(net.server, 'nft', 'flush', 'ruleset')
    run = await startRun(net.server, folder)
    expect(inKernel()).toContain(net.clients[0]!.ipv4)
    await run.end('SIGKILL')
    inside(net.server, 'nft', 'add', 'element', 'inet', 'tripline', 'address4', '{ 192.0.2.99 timeout 1h }')
    run = await startRun(net.server, folder)
    expect(inKernel()).not.toContain('192.0.2.99')
    expect(inKernel()).toContain(net.clients[0]!.ipv4)
    await isCutOff(attacker, await connected(1))
  })

  test('operators block ranges, and let go again', async () => {
    await start('mode: enforce')
    const [first, second] = [await connected(0), await connected(1)]
    const { ipv4, server } = net.clients[0]!
    expect(() => cli('blocks', 'add', `${server.ipv4}/30`)).toThrow()
    cli('blocks', 'add', `${ipv4}/31`, '--for', '5m')
    cli('blocks', 'add', '2001:db8:9::/48', '--for', '5m')
    await isCutOff(first, second)
    expect(() => cli('blocks', 'add', '2001:db8:9:1::/64')).toThrow()
    cli('blocks', 'remove', `${ipv4}/31`)
    await hears(await connected(0), 'open')
    expect(inKernel()).toContain('2001:db8:9::/48')
  })
})
