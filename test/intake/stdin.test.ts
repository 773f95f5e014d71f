// Standard input: looked at first, then read whole, though it can be opened only once.
import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { linesOf } from './place.ts'

const root = resolve(import.meta.dirname, '../..')

const program = `
  import { readHead } from '${root}/src/intake/head.ts'
  import { recognise } from '${root}/src/intake/recognise.ts'
  import { openBytes } from '${root}/src/intake/bytes.ts'
  const found = recognise(await readHead('-'))
  let bytes = 0
  for await (const chunk of openBytes('-')) bytes += chunk.length
  console.log(JSON.stringify([found.kind === 'log' ? found.connector.name : found.kind, bytes]))
`

async function give(pieces: readonly Uint8Array[]): Promise<unknown> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['pipe', 'pipe', 'inherit'] })
  let printed = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text
  })
  for (const piece of pieces) {
    child.stdin.write(piece)
    await pause(30)
  }
  child.stdin.end()
  await new Promise((done) => child.on('close', done))
  return JSON.parse(printed)
}

const text = linesOf(Array.from({ length: 5000 }, (_, index) => index))

test.each([
  ['in one piece', [Buffer.from(text)]],
  ['in pieces', [text.slice(0, 100), text.slice(100, 5000), text.slice(5000)].map((piece) => Buffer.from(piece))],
  ['compressed', [gzipSync(text)]],
])('what comes %s is recognised and read whole', async (_name, pieces) => {
  expect(await give(pieces)).toEqual(['ndjson', text.length])
})

test('nothing at all is nothing', async () => {
  expect(await give([])).toEqual(['unknown', 0])
})
