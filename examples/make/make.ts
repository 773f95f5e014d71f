// Nothing → day-of-chat.pcap, day-of-chat.access.log and planted.json: real programs talking in a network of their own.
// Needs Linux with unshare, ip, nginx and tcpdump. Run it with: node examples/make/make.ts
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { attacks } from './attacks.ts'
import { benign, benignDay } from './benign.ts'
import { startCapture, stopCapture } from './capture.ts'
import { addAddresses, enterPrivateNetwork } from './network.ts'
import { startProxy, stopProxy } from './proxy.ts'
import { startServer } from './server.ts'

const folder = dirname(dirname(fileURLToPath(import.meta.url)))
const capture = 'day-of-chat.pcap'
const log = 'day-of-chat.access.log'

if (!enterPrivateNetwork()) await make()

async function make(): Promise<void> {
  addAddresses()
  const temp = mkdtempSync(join(tmpdir(), 'day-of-chat-'))
  rmSync(join(folder, log), { force: true })
  const server = await startServer()
  const nginx = await startProxy(temp, server.port, join(folder, log))
  const tcpdump = await startCapture(join(folder, capture))
  try {
    await Promise.all([benignDay(), runAttacks()])
    await pause(500)
    await stopCapture(tcpdump)
  } finally {
    tcpdump.program.kill()
    await stopProxy(nginx)
    await server.stop()
    rmSync(temp, { recursive: true })
  }
  for (const name of [capture, log]) chmodSync(join(folder, name), 0o644)
  writePlanted()
}

async function runAttacks(): Promise<void> {
  for (const attack of attacks) {
    await pause(1100)
    await attack.run()
  }
}

function writePlanted(): void {
  const planted = {
    capture,
    log,
    attacks: attacks.map(({ run: _, ...planted }) => planted),
    benign,
  }
  writeFileSync(join(folder, 'planted.json'), `${JSON.stringify(planted, null, 2)}\n`)
}
