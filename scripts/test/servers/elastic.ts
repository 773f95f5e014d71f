// A folder → an Elasticsearch of one's own on 127.0.0.1, one node, with its data in that folder.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { findProgram } from '../find-program.ts'
import { freePort } from '../free-port.ts'
import { dockerLaunch } from './docker.ts'
import { Server } from './server.ts'

export interface ElasticSettings {
  /** The unpacked server. */
  readonly home: string
  /** For its data, settings and logs. Where this is root, the folders above it must be open to others. */
  readonly folder: string
  /** A free one where it is not given. */
  readonly port?: number
  /** The folder goes with the server. */
  readonly temporary?: boolean
  /** Of the user `elastic`. Security is on where it is given. */
  readonly password?: string
  /** Another one, kept in files, with the privileges of a role as the API for roles takes it. */
  readonly account?: { readonly name: string; readonly password: string; readonly role: object }
  /** `1g` */
  readonly heap?: string
  /** Compiled no better than a short life is worth: there in half the time, and never at full speed. */
  readonly isBrief?: boolean
  /** Further options, as on its command line: `['-Escript.allowed_types=none']`. */
  readonly options?: readonly string[]
}

export const elasticVersion = '8.19.21'
const image = `docker.elastic.co/elasticsearch/elasticsearch:${elasticVersion}`

const usual = {
  'discovery.type': 'single-node',
  // Tests run on full disks as well.
  'cluster.routing.allocation.disk.threshold_enabled': 'false',
}

/** Java's quick compiler alone. */
const brief = '-XX:TieredStopAtLevel=1'

/** Nobody's: it refuses to run as root. */
const nobody = 65534

export async function startElastic(settings: ElasticSettings): Promise<Server> {
  const { home, folder, password, heap = '1g', options = [], temporary = false, isBrief = false } = settings
  const at = settings.port ?? (await freePort())
  await prepare(settings, at)
  const server = new Server({
    ...base(at, password),
    command: join(home, 'bin/elasticsearch'),
    words: options,
    env: { ...environment(folder), ES_JAVA_OPTS: javaOptions(heap, isBrief) },
    ...(isRoot() ? { user: nobody } : {}),
    removeWords: temporary ? ['rm', '-rf', folder] : [],
  })
  await server.start()
  return server
}

/** The same in a container, from Elastic's own image. */
export async function startElasticInDocker(
  settings: Pick<ElasticSettings, 'heap' | 'isBrief' | 'options' | 'password'>,
): Promise<Server> {
  const { heap = '1g', isBrief = false, options = [], password } = settings
  const at = await freePort()
  const env = {
    ...usual,
    'xpack.security.enabled': String(password !== undefined),
    ...(password === undefined ? {} : { ELASTIC_PASSWORD: password }),
    ES_JAVA_OPTS: javaOptions(heap, isBrief),
  }
  const command = ['elasticsearch', ...options]
  const server = new Server({ ...base(at, password), ...dockerLaunch({ image, port: at, inside: 9200, env, command }) })
  await server.start()
  return server
}

const javaOptions = (heap: string, isBrief: boolean): string => `-Xms256m -Xmx${heap}${isBrief ? ` ${brief}` : ''}`

const base = (port: number, password?: string) => ({
  name: 'Elasticsearch',
  url: `http://127.0.0.1:${port}`,
  timeoutMs: 180_000,
  answers: () => isHealthy(`http://127.0.0.1:${port}`, password),
})

/** Puts the settings of this one server into its folder: its keystore lies beside them. */
async function prepare({ home, folder, password, account }: ElasticSettings, port: number): Promise<void> {
  const config = configOf(folder)
  const places = ['data', 'logs', 'tmp'].map((name) => join(folder, name))
  for (const place of places) mkdirSync(place, { recursive: true })
  if (!existsSync(config)) cpSync(join(home, 'config'), config, { recursive: true })
  const jvm = join(config, 'jvm.options')
  writeFileSync(jvm, readFileSync(jvm, 'utf8').replaceAll(/^.*Xlog:gc.*$/gm, ''))
  const settings = {
    ...usual,
    'xpack.security.enabled': String(password !== undefined),
    'network.host': '127.0.0.1',
    'http.port': port,
    'transport.port': 0,
    'path.data': join(folder, 'data'),
    'path.logs': join(folder, 'logs'),
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name}: ${JSON.stringify(value)}\n`)
  writeFileSync(join(config, 'elasticsearch.yml'), lines.join(''))
  if (password !== undefined) await keep(password, home, folder)
  if (account !== undefined) await addAccount(account, home, folder)
  if (isRoot()) giveToNobody(folder)
}

async function keep(password: string, home: string, folder: string): Promise<void> {
  const keystore = join(home, 'bin/elasticsearch-keystore')
  const isThere = existsSync(join(configOf(folder), 'elasticsearch.keystore'))
  if (!isThere) await runTool(folder, keystore, ['create'])
  await runTool(folder, keystore, ['add', '--stdin', '--force', 'bootstrap.password'], password)
}

async function addAccount(
  { name, password, role }: NonNullable<ElasticSettings['account']>,
  home: string,
  folder: string,
): Promise<void> {
  // JSON is YAML.
  writeFileSync(join(configOf(folder), 'roles.yml'), JSON.stringify({ [name]: role }))
  await runTool(folder, join(home, 'bin/elasticsearch-users'), ['useradd', name, '-p', password, '-r', name])
}

async function runTool(folder: string, command: string, words: readonly string[], input = ''): Promise<void> {
  const child = spawn(command, words, { env: environment(folder), stdio: ['pipe', 'ignore', 'inherit'] })
  child.stdin.end(input)
  const [status] = (await once(child, 'exit')) as [number | null]
  if (status !== 0) throw new Error(`${command} ${words[0]} ended with ${status}.`)
}

const configOf = (folder: string): string => join(folder, 'config')

const environment = (folder: string): NodeJS.ProcessEnv => ({
  ...withoutJavaOptions(),
  HOME: folder,
  ES_PATH_CONF: configOf(folder),
  ES_TMPDIR: join(folder, 'tmp'),
  // The tools, and the launcher.
  CLI_JAVA_OPTS: brief,
  ...javaHome(),
})

function giveToNobody(folder: string): void {
  chmodSync(folder, 0o755)
  for (const name of ['.', ...globSync('**', { cwd: folder })]) chownSync(join(folder, name), nobody, nobody)
}

const isRoot = (): boolean => process.getuid?.() === 0

/** JAVA_TOOL_OPTIONS makes every JVM print a line, which the launcher takes for an answer. */
function withoutJavaOptions(): NodeJS.ProcessEnv {
  const { JAVA_TOOL_OPTIONS: _, ...env } = process.env
  return env
}

/** The package from Maven Central has no Java of its own, and asks for the folder rather than the program. */
function javaHome(): NodeJS.ProcessEnv {
  if (process.env['ES_JAVA_HOME'] !== undefined) return {}
  const java = findProgram('java')
  return java === null ? {} : { ES_JAVA_HOME: resolve(realpathSync(java), '../..') }
}

/** Not `GET /`, which the package from Maven Central lacks. */
async function isHealthy(url: string, password: string | undefined): Promise<boolean> {
  const authorization = `Basic ${Buffer.from(`elastic:${password}`).toString('base64')}`
  const headers = password === undefined ? {} : { authorization }
  try {
    const path = '/_cluster/health?wait_for_status=yellow&timeout=1s'
    return (await fetch(url + path, { headers, signal: AbortSignal.timeout(3000) })).ok
  } catch {
    return false
  }
}
