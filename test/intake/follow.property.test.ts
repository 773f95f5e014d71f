// Whatever is done to a log, and however often its reader is stopped meanwhile: each line comes once, in order, under its own name.
import { appendFileSync, copyFileSync, existsSync, readFileSync, renameSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs' // biome-ignore format: one line
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Lost } from '../../src/intake/follow.ts'
import { type Before, layout, messagesOf, ndjsonFile, temporaryFolder } from './place.ts'

type Act =
  | { readonly kind: 'write'; readonly lines: number }
  | { readonly kind: 'rename' | 'copy'; readonly compress: 'never' | 'later' | 'at once'; readonly zstd: boolean }
  | { readonly kind: 'stop' | 'start' | 'wait' }

const compress = fc.constantFrom('never' as const, 'later' as const, 'at once' as const)
const write = fc.record({ kind: fc.constant('write' as const), lines: fc.integer({ min: 1, max: 300 }) })
const rotate = fc.record({
  kind: fc.constantFrom('rename' as const, 'copy' as const),
  compress,
  zstd: fc.boolean(),
})
const turn = fc.record({ kind: fc.constantFrom('stop' as const, 'start' as const, 'wait' as const) })
const acts = fc.array(fc.oneof({ weight: 3, arbitrary: write }, { weight: 2, arbitrary: rotate }, turn), {
  maxLength: 25,
})

/** A log, whoever writes it, and whoever rotates it: numbers, or dates. */
class Writer {
  readonly path = join(temporaryFolder(), 'access.log')
  readonly #dated: boolean
  written = 0
  #rotations = 0

  constructor(dated: boolean) {
    this.#dated = dated
    writeFileSync(this.path, '')
  }

  write(lines: number): void {
    let text = ''
    for (let i = 0; i < lines; i++) text += `{"@timestamp":${this.written},"message":"${this.written++}"}\n`
    // In two parts: the first may end within a line.
    appendFileSync(this.path, text.slice(0, text.length / 2))
    appendFileSync(this.path, text.slice(text.length / 2))
  }

  rotate({ kind, compress, zstd }: Extract<Act, { compress: string }>): void {
    if (!this.#dated) this.#shift()
    const to = this.#dated ? `${this.path}-${20260101 + this.#rotations}` : `${this.path}.1`
    this.#rotations++
    if (kind === 'copy') {
      copyFileSync(this.path, to)
      truncateSync(this.path)
    } else {
      renameSync(this.path, to)
      writeFileSync(this.path, '')
    }
    // Long ago: a file of now might still be written to by somebody.
    utimesSync(to, this.#rotations, this.#rotations)
    const old = this.#dated ? `${this.path}-${20260101 + this.#rotations - 2}` : `${this.path}.2`
    if (compress === 'at once') squeeze(to, zstd)
    if (compress === 'later' && existsSync(old)) squeeze(old, zstd)
  }

  #shift(): void {
    for (let n = this.#rotations; n > 0; n--)
      for (const ending of ['', '.gz', '.zst'])
        if (existsSync(`${this.path}.${n}${ending}`))
          renameSync(`${this.path}.${n}${ending}`, `${this.path}.${n + 1}${ending}`)
  }
}

function squeeze(path: string, zstd: boolean): void {
  const bytes = readFileSync(path)
  writeFileSync(`${path}.${zstd ? 'zst' : 'gz'}`, zstd ? zstdCompressSync(bytes) : gzipSync(bytes))
  rmSync(path)
}

class Follower {
  readonly messages: unknown[] = []
  readonly ids = new Set<string>()
  readonly lost: Lost[] = []
  readonly #path: string
  #before: Before
  #stop: AbortController | null = null
  #reading: Promise<void> = Promise.resolve()

  constructor(path: string) {
    this.#path = path
  }

  start(): void {
    if (this.#stop) return
    this.#stop = new AbortController()
    const onLost = (lost: Lost): void => void this.lost.push(lost)
    const source = ndjsonFile(this.#path, { follow: true, signal: this.#stop.signal, onLost })
    this.#reading = this.#read(source.deliveries(layout, this.#before))
  }

  async stop(): Promise<void> {
    this.#stop?.abort()
    await this.#reading
    this.#stop = null
  }

  async has(messages: number): Promise<void> {
    for (let waited = 0; this.messages.length < messages && waited < 4000; waited += 10) await pause(10)
  }

  async #read(deliveries: ReturnType<ReturnType<typeof ndjsonFile>['deliveries']>): Promise<void> {
    for await (const delivery of deliveries) {
      this.messages.push(...messagesOf(delivery))
      for (const origin of delivery.batch.origins) this.ids.add(origin.id())
      // As the store keeps it.
      this.#before = { n: delivery.n, resume: JSON.parse(JSON.stringify(delivery.resume)) }
    }
  }
}

async function drill(todo: readonly Act[], dated: boolean): Promise<void> {
  const writer = new Writer(dated)
  const follower = new Follower(writer.path)
  follower.start()
  // Of a log that was never read before, what was rotated away is not asked for.
  writer.write(1)
  await follower.has(writer.written)
  for (const act of todo) {
    if (act.kind === 'write') writer.write(act.lines)
    else if (act.kind === 'start') follower.start()
    else if (act.kind === 'stop') await follower.stop()
    else if (act.kind === 'wait') await pause(20)
    else if ('compress' in act) writer.rotate(act)
  }
  writer.write(1)
  follower.start()
  await follower.has(writer.written)
  await pause(10)
  await follower.stop()
  expect(follower.lost).toEqual([])
  expect(follower.messages).toEqual(Array.from({ length: writer.written }, (_, n) => String(n)))
  expect(follower.ids.size).toBe(writer.written)
}

test('nothing is lost or doubled', async () => {
  await fc.assert(fc.asyncProperty(acts, fc.boolean(), drill), { numRuns: 60, interruptAfterTimeLimit: 20_000 })
}, 60_000)
