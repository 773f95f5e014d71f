// A server that answers as Kibana's API does, and refuses what it refuses: for trying the installing without a Kibana.
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'

export interface FakeKibana {
  readonly url: string
  /** What was imported, by space and `type:id`. */
  readonly objects: Map<string, StoredObject>
  /** The detection rules, by space and `rule_id`. */
  readonly rules: Map<string, Record<string, unknown>>
  close(): Promise<void>
}

interface StoredObject {
  readonly id: string
  readonly type: string
  readonly attributes: { readonly title: string }
  readonly references?: readonly { readonly type: string; readonly id: string }[]
  readonly typeMigrationVersion?: string
  readonly [name: string]: unknown
}

export interface FakeOptions {
  readonly version?: string
  readonly authorization?: string
  readonly basePath?: string
  readonly spaces?: readonly string[]
  readonly security?: 'there' | 'absent' | 'forbidden'
  readonly mayImport?: boolean
  /** Objects of these types are refused one by one. */
  readonly unknownTypes?: readonly string[]
  readonly tls?: { readonly key: string; readonly cert: string }
}

interface Reply {
  readonly status: number
  readonly body: unknown
}

const failure = (status: number, message: string): Reply => ({
  status,
  body: { statusCode: status, error: 'Error', message },
})

export async function fakeKibana(options: FakeOptions = {}): Promise<FakeKibana> {
  const objects: FakeKibana['objects'] = new Map()
  const rules: FakeKibana['rules'] = new Map()
  const listener: RequestListener = (request, response) => {
    readBody(request)
      .then((body) => answer(request, body, { options, objects, rules }))
      .then(({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json', 'kbn-name': 'fake' }).end(JSON.stringify(body))
      })
  }
  const server = options.tls ? createTlsServer(options.tls, listener) : createServer(listener)
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    url: `${options.tls ? 'https' : 'http'}://localhost:${port}${options.basePath ?? ''}`,
    objects,
    rules,
    close: () => new Promise((closed) => server.close(() => closed())),
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}

interface Inside extends Pick<FakeKibana, 'objects' | 'rules'> {
  readonly options: FakeOptions
}

function answer(request: IncomingMessage, body: string, inside: Inside): Reply {
  const { basePath = '', authorization, spaces = ['default'] } = inside.options
  const url = new URL(request.url!, 'http://kibana')
  if (!url.pathname.startsWith(`${basePath}/`)) return failure(404, 'Not Found')
  if (authorization !== undefined && request.headers.authorization !== authorization) {
    return failure(401, 'Unauthorized')
  }
  if (request.method !== 'GET' && request.headers['kbn-xsrf'] === undefined) {
    return failure(400, 'Request must contain a kbn-xsrf header.')
  }
  const [, space = 'default', path] = /^(?:\/s\/([^/]+))?(\/.*)$/.exec(url.pathname.slice(basePath.length))!
  if (!spaces.includes(space)) return failure(404, `Saved object [space/${space}] not found`)
  if (path === '/api/saved_objects/_import') return importFile(request, body, url, space, inside)
  if (path === '/api/detection_engine/rules') return answerRule(request, body, url, space, inside)
  return failure(404, 'Not Found')
}

const known = ['index-pattern', 'search', 'dashboard', 'visualization', 'lens']

function importFile(request: IncomingMessage, body: string, url: URL, space: string, inside: Inside): Reply {
  const { options, objects } = inside
  if (!/^multipart\/form-data;/.test(request.headers['content-type'] ?? ''))
    return failure(415, 'Unsupported Media Type')
  if (options.mayImport === false) return failure(403, 'Unable to bulk_create dashboard,index-pattern,search')
  const file = fileIn(request.headers['content-type']!, body)
  if (file === null) return failure(400, '[request body.file]: expected value of type [Stream] but got [undefined]')
  if (!file.name.endsWith('.ndjson'))
    return failure(400, `Invalid file extension ${/\.\w+$/.exec(file.name)?.[0] ?? ''}`)
  const imported = file.text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as StoredObject)
  const keys = imported.map(keyOf)
  if (new Set(keys).size < keys.length) return failure(400, 'Non-unique import objects detected')
  const results = imported.map((object) => importOne(object, new Set(keys), { url, space, objects, options }))
  const successResults = results.filter((result) => !('error' in result))
  const errors = results.filter((result) => 'error' in result)
  return {
    status: 200,
    body: {
      successCount: successResults.length,
      success: errors.length === 0,
      warnings: [],
      ...(successResults.length > 0 && { successResults }),
      ...(errors.length > 0 && { errors }),
    },
  }
}

const keyOf = ({ type, id }: { readonly type: string; readonly id: string }): string => `${type}:${id}`

function importOne(
  object: StoredObject,
  inFile: ReadonlySet<string>,
  { url, space, objects, options }: { url: URL; space: string; objects: FakeKibana['objects']; options: FakeOptions },
): Record<string, unknown> {
  const { type, id } = object
  const told = { type, id, meta: { title: object.attributes.title, icon: 'app' } }
  const at = (key: string): string => `${space}/${key}`
  if (!known.includes(type) || options.unknownTypes?.includes(type))
    return { ...told, error: { type: 'unsupported_type' } }
  const missing = (object.references ?? []).filter((each) => !inFile.has(keyOf(each)) && !objects.has(at(keyOf(each))))
  if (missing.length > 0) return { ...told, error: { type: 'missing_references', references: missing } }
  if (isNewer(object.typeMigrationVersion ?? '0', options.version ?? '8.19.0')) {
    const message = `Document "${id}" belongs to a more recent version of Kibana [${object.typeMigrationVersion}].`
    return { ...told, error: { type: 'unknown', message, statusCode: 422 } }
  }
  const present = objects.has(at(keyOf(object)))
  const overwrite = url.searchParams.get('overwrite') === 'true'
  if (present && !overwrite) return { ...told, error: { type: 'conflict' } }
  objects.set(at(keyOf(object)), object)
  return { ...told, managed: object['managed'] ?? false, ...(present && { overwrite: true }) }
}

/** Model versions are written as 10.x: the first that 8.19 has is 10.1.0. */
function isNewer(version: string, server: string): boolean {
  const number = (text: string): number => text.split('.').reduce((sum, part) => sum * 1000 + Number(part), 0)
  return number(version) > number(version.startsWith('10.') ? '10.1.0' : server)
}

function fileIn(type: string, body: string): { readonly name: string; readonly text: string } | null {
  const boundary = /boundary=(.+)$/.exec(type)![1]!
  const part = body.split(`--${boundary}`)[1]
  const [, name, text] = /name="file"; filename="([^"]*)"[\s\S]*?\r\n\r\n([\s\S]*)\r\n$/.exec(part ?? '') ?? []
  return name === undefined || text === undefined ? null : { name, text }
}

function answerRule(request: IncomingMessage, body: string, url: URL, space: string, inside: Inside): Reply {
  const { security = 'there' } = inside.options
  if (security === 'absent') return failure(404, 'Not Found')
  if (security === 'forbidden') return failure(403, 'API [GET /api/detection_engine/rules] is unauthorized for user')
  const asked = request.method === 'GET' ? url.searchParams.get('rule_id')! : String(JSON.parse(body).rule_id)
  const key = `${space}/${asked}`
  const rule = inside.rules.get(key)
  if (request.method === 'POST') {
    if (rule) return { status: 409, body: { status_code: 409, message: `rule_id: "${asked}" already exists` } }
    inside.rules.set(key, { id: 'made-up', revision: 0, ...JSON.parse(body) })
    return { status: 200, body: inside.rules.get(key) }
  }
  if (!rule) return { status: 404, body: { status_code: 404, message: `rule_id: "${asked}" not found` } }
  if (request.method === 'GET') return { status: 200, body: rule }
  inside.rules.set(key, { ...rule, version: Number(rule['version']) + 1, ...JSON.parse(body) })
  return { status: 200, body: inside.rules.get(key) }
}
