// A `tripline run` of its own for tests of applications that report to it, with a rule that closes connections.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../../scripts/test/free-port.ts'
import type { NestedDocument } from '../../../src/event/value.ts'
import { outside, root } from '../process.ts'
import { until } from '../until.ts'

const rule = `rule forbidden_word_in_message {
  title "A word that nobody may say"
  level high

  detect
    message where websocket.direction == "client" and websocket.payload.text : "*forbidden-word*"

  incident "{user.name} said it"
  respond close 1008
}
`

export interface Response {
  readonly action: string
  readonly state: string
  readonly lastDetail: string
}

export class Tripline {
  #folder = ''
  #child: ChildProcess | null = null
  readonly token = 'a token for tests'
  url = ''

  /** Listens on the same port again after a stop. */
  async start(): Promise<void> {
    if (this.url === '') await this.#configure()
    const started = spawn(process.execPath, [join(root, 'bin/tripline.cjs'), 'run'], {
      cwd: this.#folder,
      env: outside(),
    })
    this.#child = started
    let said = ''
    started.stderr.on('data', (bytes: Buffer) => {
      said += bytes.toString()
    })
    await until(
      () => said,
      (text) => text.includes('Console and API on'),
    )
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null) return
    const ended = new Promise((exit) => child.once('exit', exit))
    child.kill(signal)
    await ended
    this.#child = null
  }

  /** Another one in its place, for a test that is tried again: what it raised before, it would not raise twice. */
  async startAnew(): Promise<void> {
    await this.remove()
    this.url = ''
    await this.start()
  }

  async remove(): Promise<void> {
    await this.stop('SIGKILL')
    rmSync(this.#folder, { recursive: true, force: true })
  }

  /** The documents of a rule's incidents, oldest first, as soon as there are so many. */
  async incidents(of: string, count = 1): Promise<readonly NestedDocument[]> {
    const read = async () => {
      const { incidents } = (await this.#get(`/api/incidents?limit=200&rule=${of}`)) as {
        readonly incidents: readonly { readonly document: NestedDocument }[]
      }
      return incidents.map(({ document }) => document).reverse()
    }
    return until(read, (found) => found.length >= count)
  }

  /** What became of responses of that kind, newest first, as soon as there are so many that wait no longer. */
  async responses(action: string, count = 1): Promise<readonly Response[]> {
    const read = async () => {
      const { webhooks } = (await this.#get('/api/webhooks')) as { readonly webhooks: readonly Response[] }
      return webhooks.filter((row) => row.action === action && row.state !== 'waiting')
    }
    return until(read, (found) => found.length >= count)
  }

  async #configure(): Promise<void> {
    const port = await freePort()
    this.url = `http://127.0.0.1:${port}`
    this.#folder = mkdtempSync(join(tmpdir(), 'tripline-application-'))
    writeFileSync(join(this.#folder, 'forbidden_word_in_message.trip'), rule)
    writeFileSync(join(this.#folder, 'token'), this.token)
    const rules = JSON.stringify([join(root, 'rulesets'), 'forbidden_word_in_message.trip'])
    writeFileSync(
      join(this.#folder, 'tripline.yaml'),
      `version: 1\nrules: ${rules}\napi: { port: ${port}, token_file: token }\n`,
    )
  }

  async #get(path: string): Promise<unknown> {
    const answer = await fetch(`${this.url}${path}`, { headers: { authorization: `Bearer ${this.token}` } })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }
}
