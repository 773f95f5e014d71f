// Installing into a server that answers as Kibana does: what arrives, what is left alone, what is said where it fails.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { OperationalError } from '../../src/errors.ts'
import type { Kibana } from '../../src/kibana/ask.ts'
import { installKibana, type KibanaFiles, type KibanaReport } from '../../src/kibana/install.ts'
import { type FakeKibana, type FakeOptions, fakeKibana } from './fake-kibana.ts'

const read = (name: string): string => readFileSync(join(import.meta.dirname, '../../kibana', name), 'utf8')
const files: KibanaFiles = { objects: read('tripline.ndjson'), rule: read('detection-rule.ndjson') }
const ids = files.objects
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as { type: string; id: string })

const open: FakeKibana[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()))
})

async function start(options: FakeOptions = {}): Promise<FakeKibana> {
  const kibana = await fakeKibana(options)
  open.push(kibana)
  return kibana
}

const outcomes = ({ objects }: KibanaReport): string[] => [...new Set(objects.map(({ outcome }) => outcome))]

async function codeOf(installing: Promise<unknown>): Promise<string> {
  const error = await installing.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(OperationalError)
  return (error as OperationalError).code
}

describe('into an empty Kibana', () => {
  test('every object arrives, and the rule, switched off', async () => {
    const kibana = await start()
    const report = await installKibana(kibana, files)
    expect(outcomes(report)).toEqual(['created'])
    expect([...kibana.objects.keys()]).toEqual(ids.map(({ type, id }) => `default/${type}:${id}`))
    expect(report.rule).toEqual({ outcome: 'created', enabled: false })
  })

  test('a name is told for each object', async () => {
    const { objects } = await installKibana(await start(), files)
    expect(objects.find(({ id }) => id === 'tripline-overview')?.title).toBe('Tripline: overview')
  })
})

describe('a second time', () => {
  test('objects are replaced and the rule stays as it is', async () => {
    const kibana = await start()
    await installKibana(kibana, files)
    const report = await installKibana(kibana, files)
    expect(outcomes(report)).toEqual(['replaced'])
    expect(report.rule).toEqual({ outcome: 'unchanged', enabled: false })
  })

  test('what users made beside ours is untouched', async () => {
    const kibana = await start()
    const own = { type: 'dashboard', id: 'copy-of-ours', attributes: { title: 'Mine' } }
    kibana.objects.set('default/dashboard:copy-of-ours', own)
    kibana.rules.set('default/mine', { rule_id: 'mine' })
    await installKibana(kibana, files)
    expect(kibana.objects.get('default/dashboard:copy-of-ours')).toBe(own)
    expect(kibana.rules.get('default/mine')).toEqual({ rule_id: 'mine' })
  })

  test('a rule of an older text is brought up to date; that it is on, its actions and exceptions stay', async () => {
    const kibana = await start()
    const theirs = { enabled: true, actions: [{ id: 'mail' }], exceptions_list: [{ list_id: 'known' }] }
    const old = { ...JSON.parse(files.rule), ...theirs, query: 'event.kind : "old"', version: 7 }
    kibana.rules.set('default/tripline-incidents', old)
    const { rule } = await installKibana(kibana, files)
    expect(rule).toEqual({ outcome: 'updated', enabled: true })
    expect(kibana.rules.get('default/tripline-incidents')).toMatchObject({ ...theirs, query: 'event.kind : "alert"' })
  })
})

describe('where and as whom', () => {
  test('into a space', async () => {
    const kibana = await start({ spaces: ['default', 'soc'] })
    await installKibana({ ...kibana, space: 'soc' }, files)
    expect([...kibana.objects.keys()].every((key) => key.startsWith('soc/'))).toBe(true)
    expect([...kibana.rules.keys()]).toEqual(['soc/tripline-incidents'])
  })

  test('under a base path, with or without a slash at the end', async () => {
    const kibana = await start({ basePath: '/kibana' })
    await installKibana({ url: `${kibana.url}/` }, files)
    await installKibana({ url: kibana.url }, files)
    expect(kibana.objects.size).toBe(ids.length)
  })

  test.each<[string, Omit<Kibana, 'url'>, string]>([
    ['an API key', { apiKey: 'a2V5' }, 'ApiKey a2V5'],
    ['a user', { username: 'elastic', password: 'pä:ss' }, `Basic ${Buffer.from('elastic:pä:ss').toString('base64')}`],
  ])('with %s', async (_name, credentials, authorization) => {
    const kibana = await start({ authorization })
    const report = await installKibana({ url: kibana.url, ...credentials }, files)
    expect(outcomes(report)).toEqual(['created'])
  })
})

describe('where it fails in part', () => {
  test('the objects that failed are told one by one, with why', async () => {
    const kibana = await start({ unknownTypes: ['search'] })
    const { objects } = await installKibana(kibana, files)
    const failed = objects.filter(({ outcome }) => outcome === 'failed')
    expect(failed.map(({ type }) => type)).toEqual(ids.filter(({ type }) => type === 'search').map(() => 'search'))
    expect(failed.every(({ reason }) => reason !== undefined && reason !== '')).toBe(true)
    expect(objects.filter(({ outcome }) => outcome === 'created')).toHaveLength(ids.length - failed.length)
  })

  test('what an object refers to and is not there is named', async () => {
    const kibana = await start()
    const onlySearches = files.objects
      .split('\n')
      .filter((line) => line.includes('"type":"search","attributes"'))
      .join('\n')
    const { objects } = await installKibana(kibana, { ...files, objects: onlySearches })
    expect(objects.map(({ outcome }) => outcome)).not.toContain('created')
    expect(objects[0]?.reason).toContain('tripline-view-incidents')
  })

  test('files of a later version are refused object by object', async () => {
    const kibana = await start({ version: '8.8.0' })
    const { objects } = await installKibana(kibana, files)
    const failed = objects.filter(({ outcome }) => outcome === 'failed').map(({ type }) => type)
    expect(failed).toEqual(['dashboard', 'dashboard'])
  })

  test.each(['absent', 'forbidden'] as const)(
    'where Security is %s, the rule is left out and the rest is there',
    async (security) => {
      const report = await installKibana(await start({ security }), files)
      expect(report.rule.outcome).toBe('left_out')
      expect(outcomes(report)).toEqual(['created'])
    },
  )
})

describe('where nothing can be installed', () => {
  test.each<[string, FakeOptions, Partial<Kibana>]>([
    ['KIBANA_REFUSED', { authorization: 'ApiKey right' }, { apiKey: 'wrong' }],
    ['KIBANA_REFUSED', { authorization: 'ApiKey right' }, {}],
    ['KIBANA_FORBIDDEN', { mayImport: false }, {}],
    ['KIBANA_NO_SPACE', {}, { space: 'nowhere' }],
    ['KIBANA_ANSWER', { basePath: '/kibana' }, {}],
  ])('it says so: %s', async (code, options, to) => {
    const kibana = await start(options)
    const url = code === 'KIBANA_ANSWER' ? new URL(kibana.url).origin : kibana.url
    expect(await codeOf(installKibana({ url, ...to }, files))).toBe(code)
    expect(kibana.objects.size).toBe(0)
  })

  test('nobody is there', async () => {
    const kibana = await fakeKibana()
    await kibana.close()
    expect(await codeOf(installKibana(kibana, files))).toBe('KIBANA_UNREACHABLE')
  })

  test.each<[number, string, string]>([
    [503, 'Kibana server is not ready yet', 'KIBANA_UNREACHABLE'],
    [302, '', 'KIBANA_ANSWER'],
    [200, '{"cluster_name":"an Elasticsearch"}', 'KIBANA_ANSWER'],
    [200, '<html></html>', 'KIBANA_ANSWER'],
    [405, '{"error":"Incorrect HTTP method","status":405}', 'KIBANA_ANSWER'],
  ])('something answers %i with %j', async (status, body, code) => {
    const server = createServer((request, response) => {
      request.resume().on('end', () => response.writeHead(status).end(body))
    })
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    expect(await codeOf(installKibana({ url }, files))).toBe(code)
    await new Promise((closed) => server.close(closed))
  })
})
