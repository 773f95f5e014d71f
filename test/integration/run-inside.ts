// `tripline run` in a namespace: what it is told, what it says, and its API, which is asked from inside.
import type { ChildProcess } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StoredIncident } from '../../src/store/store.ts'
import { inside, spawnInside } from './namespaces.ts'
import { outside, root } from './process.ts'
import { until } from './until.ts'

export interface RunInside {
  readonly child: ChildProcess
  readonly url: string
  said(): string
  get(path: string): unknown
  text(path: string): string
  incidents(): readonly StoredIncident[]
  /** Resolves when all interfaces are listened to. */
  capturing(): Promise<void>
  /** Resolves to the exit status. */
  end(signal: NodeJS.Signals): Promise<number | null>
}

/** One rule, for messages of clients that begin with «attack». `responses`: its further clauses. */
export const attackRule = (responses = ''): Readonly<Record<string, string>> => ({
  says_attack: `language 1

rule says_attack {
  title "Somebody says attack"
  level high
  status test

  detect
    message where websocket.direction == "client" and websocket.payload.text : "attack*"

  incident "{source.ip} says it"
  ${responses}
}
`,
})

const listening = /Console and API on (http:\S+)\./

/** `config`: without the version, the rules and the API's port. */
export function prepare(folder: string, config: string, rules: Readonly<Record<string, string>>): void {
  mkdirSync(join(folder, 'rules'), { recursive: true })
  writeFileSync(join(folder, 'tripline.yaml'), `version: 1\nrules: [rules]\napi: { port: 0 }\n${config}`)
  for (const [name, text] of Object.entries(rules)) writeFileSync(join(folder, 'rules', `${name}.trip`), text)
}

export async function startRun(namespace: string, folder: string, words: readonly string[] = []): Promise<RunInside> {
  const command = [process.execPath, join(root, 'bin/tripline.cjs'), 'run', ...words]
  const child = spawnInside(namespace, command, { cwd: folder, env: outside(), stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr!.on('data', (bytes: Buffer) => {
    said += bytes.toString()
  })
  const url = listening.exec(
    await until(
      () => said,
      (text) => listening.test(text),
    ),
  )![1]!
  const text = (path: string): string => inside(namespace, process.execPath, '--eval', fetching, `${url}${path}`)
  const get = (path: string): unknown => JSON.parse(text(path))
  return {
    ...{ child, url, said: () => said, get, text },
    incidents: () => (get('/api/incidents?limit=200') as { incidents: readonly StoredIncident[] }).incidents,
    async capturing() {
      const captures = () => (get('/api/stats') as { captures: readonly { isListening: boolean }[] }).captures
      await until(captures, (all) => all.length > 0 && all.every(({ isListening }) => isListening))
    },
    end: (signal) =>
      new Promise((ended) => {
        child.once('exit', ended)
        child.kill(signal)
      }),
  }
}

const fetching = 'fetch(process.argv[1]).then((answer) => answer.text()).then((text) => process.stdout.write(text))'
