// Applications in Python with tripline_ws, and a real `tripline run`: from a message to an incident, and back to a close.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { root } from '../process.ts'
import { findPython } from './python.ts'
import { Tripline } from './tripline.ts'

const python = findPython()
const integration = join(root, 'integrations/python')
const folder = join(import.meta.dirname, 'python')

describe.skipIf(python === null)('an application in Python', () => {
  const tripline = new Tripline()
  let child: ChildProcess | null = null
  beforeAll(() => tripline.start())
  beforeEach(async ({ task }) => {
    if (task.result?.retryCount) await tripline.startAnew()
  })
  afterAll(() => tripline.remove())
  afterEach(() => child?.kill('SIGKILL'))

  test.each(['with_websockets', 'with_starlette'])('%s', async (program) => {
    const before = (await tripline.incidents('forbidden_word_in_message', 0)).length
    const port = await start(program)
    const dial = (path: string, user: string): WebSocket =>
      new WebSocket(`ws://127.0.0.1:${port}${path}`, {
        headers: { 'x-user': user, cookie: 'sid=s3cr3t' },
        origin: 'https://evil.example',
      })
    await happens(dial('/private', 'mallory'), 'error')
    const client = dial('/chat', program)
    await happens(client, 'open')
    client.send(JSON.stringify({ productId: "1' OR '1'='1' --" }))
    expect(String((await happens(client, 'message'))[0])).toContain('productId')
    const closed = happens(client, 'close')
    client.send('forbidden-word')
    expect(String(await closed)).toBe('1008,policy violation')

    const found = await tripline.incidents('forbidden_word_in_message', before + 1)
    expect(found.at(-1)).toMatchObject({ message: `${program} said it`, source: { ip: '127.0.0.1' } })
    const rows = await tripline.responses('close', before + 1)
    expect(rows[0]).toMatchObject({ state: 'delivered', lastDetail: expect.stringContaining('1008, by server') })
    // Raised by the first of the programs: the second comes from the same address, within the suppression.
    for (const rule of ['sql_injection_in_message', 'foreign_origin_with_session'])
      expect(await tripline.incidents(rule)).toMatchObject([{ url: { path: '/chat' } }])
  })

  test('its own tests pass', () => {
    const { status, stderr } = spawnSync(python!, ['-m', 'unittest', 'discover', '-s', 'tests'], {
      cwd: integration,
      env: { ...process.env, PYTHONPATH: integration, PYTHONDONTWRITEBYTECODE: '1' },
      encoding: 'utf8',
    })
    expect([status, stderr]).toEqual([0, expect.stringMatching(/\nOK\n$/)])
  })

  /** Resolves to its port. */
  async function start(program: string): Promise<number> {
    const env = {
      ...process.env,
      ...{ PYTHONPATH: integration, PYTHONDONTWRITEBYTECODE: '1' },
      ...{ TRIPLINE_URL: tripline.url, TRIPLINE_TOKEN: tripline.token },
    }
    const started = spawn(python!, [join(folder, `${program}.py`)], { env, stdio: ['ignore', 'pipe', 'inherit'] })
    child = started
    const [line] = await happens(started.stdout, 'data')
    return Number(String(line))
  }
})

const happens = (emitter: { once(event: string, listener: (...words: never[]) => void): unknown }, event: string) =>
  new Promise<unknown[]>((resolve) => emitter.once(event, ((...words: unknown[]) => resolve(words)) as never))
