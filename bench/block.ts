// From an attacker's packet on the wire to the kernel that lets no more of it through: in namespaces, among clients that talk on.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { spelled } from '../src/actions/block/judge.ts'
import { MonitorReader } from '../src/actions/block/monitor.ts'
import { adding, rehearsing } from '../src/actions/block/ruleset.ts'
import { preciseNowUs } from '../src/app/run/precise-clock.ts'
import { inside, makeNet, missingForNamespaces, type Net, spawnInside } from '../test/integration/namespaces.ts'
import { startServer } from '../test/integration/peers-inside.ts'
import { attackRule, prepare, type RunInside, startRun } from '../test/integration/run-inside.ts'
import { until } from '../test/integration/until.ts'
import { median, type Row } from './table.ts'

const runs = 200
const benign = 3

const config = `sources: [{ type: capture, interface: any, filter: tcp port 8080 }]\nblocks: { mode: enforce }\n`

/** RFC 2544 gives these to measurements. */
const attackers = Array.from({ length: runs }, (_, run) => `198.18.${run >> 7}.${(run & 127) + 1}`)

export async function blockBench(): Promise<readonly Row[]> {
  const missing = missingForNamespaces(['tcpdump', 'nft'])
  if (missing !== null) throw new Error(missing)
  const folder = mkdtempSync(join(tmpdir(), 'tripline-bench-'))
  const net = makeNet(2)
  const children: ChildProcess[] = []
  try {
    giveAddresses(net)
    const server = startServer(net.server)
    children.push(server.child)
    await until(
      () => server.said,
      (said) => said.includes('listening'),
    )
    prepare(folder, config, attackRule('respond block 10m'))
    const run = await startRun(net.server, folder)
    children.push(run.child)
    await run.capturing()
    return await measure(net, run, children)
  } finally {
    for (const child of children) child.kill('SIGKILL')
    net.remove()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The attackers share a cable: each is an address of its own. */
function giveAddresses({ server, clients }: Net): void {
  const [client] = clients
  const lines = attackers.map((address) => `address add ${address}/32 dev c0\n`).join('')
  execFileSync('ip', ['netns', 'exec', client!.namespace, 'ip', '-batch', '-'], { input: lines })
  inside(server, 'ip', 'route', 'add', '198.18.0.0/15', 'dev', client!.interface)
}

async function measure(net: Net, run: RunInside, children: ChildProcess[]): Promise<readonly Row[]> {
  const [attacking, talking] = net.clients
  const seen = observe(net.server, children)
  const others = program(talking!.namespace, 'benign.ts', [urlFor(talking!.server.ipv4), String(benign)], children)
  await until(
    () => others.said,
    (said) => said.length >= benign,
  )
  const attack = program(attacking!.namespace, 'attackers.ts', [urlFor(attacking!.server.ipv4)], children)
  for (const address of attackers) {
    attack.child.stdin!.write(`${address}\n`)
    while (!seen.has(address)) await sleep(5)
  }
  const bare = await bareRoundTrips(net.server, seen, children)
  const pipes = await pipesAlone(children)
  others.child.stdin!.write('\n')
  await until(
    () => others.said,
    (said) => said.some((line) => line.startsWith('answers')),
  )
  if (others.said.includes('closed')) throw new Error('A client that did nothing was cut off.')
  const told = await until(
    () => timesOf(run),
    (all) => all.length >= runs,
  )
  return [
    row(
      'packet to block, by the kernel’s event',
      told.map(({ packet, kernel }) => kernel - packet),
    ),
    row(
      '  of it: packet to rule',
      told.map(({ packet, rule: decided }) => decided - packet),
    ),
    row(
      '  of it: rule to the kernel’s event',
      told.map(({ rule: decided, kernel }) => kernel - decided),
    ),
    row(
      'packet to block, seen by another process',
      told.map(({ address, packet }) => seen.get(address)! - packet),
    ),
    row('an element given to `nft -i` by hand, and its event', bare),
    row('a line through two `cat`s: pipes and wake-ups alone', pipes),
  ]
}

const urlFor = (host: string): string => `ws://${host}:8080/chat`

interface Program {
  readonly child: ChildProcess
  readonly said: readonly string[]
}

function program(namespace: string, file: string, words: readonly string[], children: ChildProcess[]): Program {
  const path = join(import.meta.dirname, 'block', file)
  const child = spawnInside(namespace, [process.execPath, path, ...words], { stdio: ['pipe', 'pipe', 'inherit'] })
  children.push(child)
  const said: string[] = []
  createInterface({ input: child.stdout! }).on('line', (line) => said.push(line))
  return { child, said }
}

/** When this process, which has no part in it, hears of each block. */
function observe(namespace: string, children: ChildProcess[]): ReadonlyMap<string, number> {
  const seen = new Map<string, number>()
  const child = spawnInside(namespace, ['nft', 'monitor', 'elements'], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  const reader = new MonitorReader()
  child.stdout!.on('data', (bytes: Buffer) => {
    const us = preciseNowUs()
    for (const { kind, address } of reader.read(bytes.toString())) if (kind === 'added') seen.set(address, us)
  })
  return seen
}

/** What nobody can be faster than on this machine: no packet, no rule, only nftables and two pipes. Microseconds. */
async function bareRoundTrips(
  namespace: string,
  seen: ReadonlyMap<string, number>,
  children: ChildProcess[],
): Promise<readonly number[]> {
  const nft = spawnInside(namespace, ['nft', '-i'], { stdio: ['pipe', 'ignore', 'inherit'] })
  children.push(nft)
  const taken: number[] = []
  for (let run = 0; run < runs; run++) {
    const address = `198.19.255.${run + 1}`
    const us = preciseNowUs()
    nft.stdin!.write(`${adding({ ...spelled(address)!, seconds: 60 })}\n`)
    while (!seen.has(address)) await sleep(5)
    taken.push(seen.get(address)! - us)
    nft.stdin!.write(`${rehearsing}\n`)
    await sleep(5)
  }
  return taken
}

/** The same way, from program to program, where none of them does anything. Microseconds. */
async function pipesAlone(children: ChildProcess[]): Promise<readonly number[]> {
  const first = spawn('cat', { stdio: ['pipe', 'pipe', 'inherit'] })
  const second = spawn('cat', { stdio: [first.stdout, 'pipe', 'inherit'] })
  children.push(first, second)
  let heardUs = 0
  second.stdout!.on('data', () => {
    heardUs = preciseNowUs()
  })
  const taken: number[] = []
  for (let run = 0; run < runs; run++) {
    const us = preciseNowUs()
    heardUs = 0
    first.stdin.write(`line ${run}\n`)
    while (heardUs === 0) await sleep(5)
    taken.push(heardUs - us)
  }
  return taken
}

interface Times {
  readonly address: string
  readonly packet: number
  readonly rule: number
  readonly kernel: number
}

function timesOf(run: RunInside): readonly Times[] {
  return run.incidents().flatMap(({ document }) => {
    const { block = [] } = document['tripline'] as { block?: readonly Readonly<Record<string, string>>[] }
    return block.flatMap(({ outcome, address, packet, rule: decided, kernel }) =>
      outcome === 'confirmed'
        ? [{ address: address!, packet: us(packet!), rule: us(decided!), kernel: us(kernel!) }]
        : [],
    )
  })
}

/** An ISO time with microseconds. */
const us = (text: string): number => Date.parse(`${text.slice(0, 23)}Z`) * 1000 + Number(text.slice(23, 26))

function row(what: string, delays: readonly number[]): Row {
  const sorted = delays.map((delay) => delay / 1000).sort((a, b) => a - b)
  return {
    what,
    runs: sorted.length,
    'mean ms': sorted.reduce((sum, each) => sum + each, 0) / sorted.length,
    'median ms': median(sorted),
    'p99 ms': sorted[Math.ceil(sorted.length * 0.99) - 1]!,
    'most ms': sorted.at(-1)!,
  }
}
