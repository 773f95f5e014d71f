// A folder → an Elasticsearch of one's own on 127.0.0.1, one node without security, with its data in that folder.
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
import { dockerLaunch } from './docker.ts'
import { freePort } from './free-port.ts'
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
  /** `1g` */
  readonly heap?: string
  /** Lines of elasticsearch.yml. */
  readonly options?: readonly string[]
}

export const elasticVersion = '8.19.21'
const image = `docker.elastic.co/elasticsearch/elasticsearch:${elasticVersion}`

const usual = {
  'discovery.type': 'single-node',
  'xpack.security.enabled': 'false',
  // Tests run on full disks as well.
  'cluster.routing.allocation.disk.threshold_enabled': 'false',
}

/** Nobody's: it refuses to run as root. */
const nobody = 65534

export async function startElastic(settings: ElasticSettings): Promise<Server> {
  const { home, folder, heap = '1g', temporary = false } = settings
  const at = settings.port ?? (await freePort())
  const config = prepare(settings, at)
  const server = new Server({
    ...base(at),
    command: join(home, 'bin/elasticsearch'),
    words: [],
    env: {
      ...withoutJavaOptions(),
      HOME: folder,
      ES_PATH_CONF: config,
      ES_TMPDIR: join(folder, 'tmp'),
      ES_JAVA_OPTS: `-Xms256m -Xmx${heap}`,
      ...javaHome(),
    },
    ...(isRoot() ? { user: nobody } : {}),
    removeWords: temporary ? ['rm', '-rf', folder] : [],
  })
  await server.start()
  return server
}

/** The same in a container, from Elastic's own image. */
export async function startElasticInDocker({ heap = '1g' }: Pick<ElasticSettings, 'heap'>): Promise<Server> {
  const at = await freePort()
  const env = { ...usual, ES_JAVA_OPTS: `-Xms256m -Xmx${heap}` }
  const server = new Server({ ...base(at), ...dockerLaunch({ image, port: at, inside: 9200, env }) })
  await server.start()
  return server
}

const base = (port: number) => ({
  name: 'Elasticsearch',
  url: `http://127.0.0.1:${port}`,
  timeoutMs: 180_000,
  answers: () => isHealthy(`http://127.0.0.1:${port}`),
})

/** Writes the settings of this one server: it puts its keystore beside them, and a shared folder has none to give. */
function prepare({ home, folder, options = [] }: ElasticSettings, port: number): string {
  const config = join(folder, 'config')
  const places = ['data', 'logs', 'tmp'].map((name) => join(folder, name))
  for (const place of places) mkdirSync(place, { recursive: true })
  if (!existsSync(config)) cpSync(join(home, 'config'), config, { recursive: true })
  const jvm = join(config, 'jvm.options')
  writeFileSync(jvm, readFileSync(jvm, 'utf8').replaceAll(/^.*Xlog:gc.*$/gm, ''))
  const settings = {
    ...usual,
    'network.host': '127.0.0.1',
    'http.port': port,
    'transport.port': 0,
    'path.data': join(folder, 'data'),
    'path.logs': join(folder, 'logs'),
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
  writeFileSync(join(config, 'elasticsearch.yml'), [...lines, ...options, ''].join('\n'))
  if (isRoot()) giveToNobody(folder)
  return config
}

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
async function isHealthy(url: string): Promise<boolean> {
  try {
    const path = '/_cluster/health?wait_for_status=yellow&timeout=1s'
    return (await fetch(url + path, { signal: AbortSignal.timeout(3000) })).ok
  } catch {
    return false
  }
}
