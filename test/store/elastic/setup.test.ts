// Setting up a server: what is missing is made, what is ours is brought up to date, what is the user's stays.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { elasticNames } from '../../../src/store/elastic/names.ts'
import { ensureSetup, type SetupStep, setupElastic } from '../../../src/store/elastic/setup.ts'
import { type Answered, type Asked, type FakeServer, fakeServer } from './fake-server.ts'

/** What a server keeps, by path. */
let kept: Map<string, Record<string, unknown>>
let refused: { readonly path: RegExp; readonly status: number } | null
let server: FakeServer

beforeEach(async () => {
  kept = new Map()
  refused = null
  server = await fakeServer(answer)
})
afterEach(() => server.close())

function answer({ method, path, body }: Asked): Answered {
  const bare = path.split('?')[0]!
  if (refused?.path.test(bare)) return { status: refused.status, body: { error: { type: 'security_exception' } } }
  if (bare === '/_index_template/_simulate') return { status: 200 }
  if (method === 'GET') return kept.has(bare) ? { status: 200, body: shown(bare) } : { status: 404 }
  kept.set(bare, JSON.parse(body))
  if (/^\/[^_/][^/]*$/.test(bare)) {
    // An index has its mapping from the template.
    const { template } = kept.get('/_component_template/tripline@mappings') as { readonly template: object }
    kept.set(`${bare}/_mapping`, { index: template })
  }
  return { status: 200, body: { acknowledged: true } }
}

function shown(path: string): unknown {
  const body = kept.get(path)!
  if (path.startsWith('/_component_template')) return { component_templates: [{ component_template: body }] }
  if (path.startsWith('/_index_template')) return { index_templates: [{ index_template: body }] }
  return body
}

const names = elasticNames()
const setup = () => setupElastic(server.elastic, names)
const outcomes = (steps: readonly SetupStep[]) => new Set(steps.map(({ outcome }) => outcome))
const written = () => server.asked.filter(({ method }) => method === 'PUT').map(({ path }) => path)

test('an empty server gets all of it', async () => {
  const steps = await setup()
  expect(outcomes(steps)).toEqual(new Set(['created']))
  expect(steps.map(({ name }) => name)).toEqual([
    ...['tripline-alerts', 'tripline-events', 'tripline@settings', 'tripline@mappings'],
    ...['tripline-incidents', 'logs-tripline.alert', 'logs-tripline.event', 'tripline-incidents'],
  ])
})

test('a second time changes nothing', async () => {
  await setup()
  const before = structuredClone(kept)
  server.asked.length = 0
  const steps = await setup()
  expect(outcomes(steps)).toEqual(new Set(['kept', 'unchanged']))
  expect(written()).toEqual(['/tripline-incidents/_mapping?write_index_only=true'])
  kept.delete('/tripline-incidents/_mapping')
  before.delete('/tripline-incidents/_mapping')
  expect(kept).toEqual(before)
})

test('a policy that users edited stays as it is', async () => {
  await setup()
  const path = '/_ilm/policy/tripline-alerts'
  kept.set(path, { policy: { phases: { delete: { min_age: '3650d' } } } })
  const steps = await setup()
  expect(steps.find(({ name }) => name === 'tripline-alerts')).toMatchObject({ outcome: 'kept' })
  expect(kept.get(path)).toMatchObject({ policy: { phases: { delete: { min_age: '3650d' } } } })
})

test('what is not ours is not touched, whatever its name', async () => {
  const theirs = { template: { settings: { theirs: true } } }
  kept.set('/_component_template/tripline@settings', theirs)
  kept.set('/_component_template/tripline@custom', theirs)
  const steps = await setup()
  expect(steps.find(({ name }) => name === 'tripline@settings')).toMatchObject({ outcome: 'kept' })
  expect(kept.get('/_component_template/tripline@settings')).toEqual(theirs)
  expect(written().filter((path) => path.includes('@custom'))).toEqual([])
})

test('a template of a version before is brought up to date', async () => {
  await setup()
  kept.set('/_component_template/tripline@mappings', {
    template: {},
    _meta: { managed_by: 'tripline', fingerprint: 'old' },
  })
  const steps = await setup()
  expect(steps.filter(({ outcome }) => outcome === 'updated').map(({ name }) => name)).toEqual(['tripline@mappings'])
})

test('an index with fields of another type is told of, and the rest is set up', async () => {
  await setup()
  refused = { path: /^\/tripline-incidents\/_mapping$/, status: 400 }
  expect((await setup()).at(-1)).toMatchObject({ what: 'index', name: 'tripline-incidents', outcome: 'later' })
  expect((await setup()).at(-1)?.reason).toContain('security_exception')
})

test('streams that are there get new fields too', async () => {
  kept.set('/logs-tripline.alert-default', {})
  const steps = await setup()
  expect(steps.at(-1)).toEqual({ what: 'data stream', name: 'logs-tripline.alert-default', outcome: 'unchanged' })
})

test('who is about to write sets up an empty server, and asks one thing of one that is ready', async () => {
  expect(outcomes(await ensureSetup(server.elastic, names))).toEqual(new Set(['created']))
  server.asked.length = 0
  expect(await ensureSetup(server.elastic, names)).toEqual([])
  expect(server.asked).toMatchObject([{ method: 'GET', path: '/tripline-incidents/_mapping' }])
})

test('who may not set up an empty server is told what to run', async () => {
  refused = { path: /^\/_/, status: 403 }
  await expect(ensureSetup(server.elastic, names)).rejects.toMatchObject({ code: 'ELASTIC_SETUP' })
})

test.each([
  [401, 'ELASTIC_CREDENTIALS'],
  [403, 'ELASTIC_PRIVILEGE'],
  [500, 'ELASTIC_FAILED'],
])('a server that answers %i is named, with what to do', async (status, code) => {
  refused = { path: /./, status }
  await expect(setup()).rejects.toMatchObject({ code, message: expect.stringContaining('http://127.0.0.1:') })
})
