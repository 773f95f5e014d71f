// What shippers ask before they send: which product this is, whether it lives, and for things to be set up that are not
// needed here. Nothing is kept of what they send with it.
import type { FastifyInstance, RouteOptions } from 'fastify'
import type { Readiness } from '../options.ts'

/** Of Elasticsearch, whose requests are understood: what shippers choose their ways by. */
const version = '8.19.0'

const product = {
  name: 'tripline',
  cluster_name: 'tripline',
  cluster_uuid: '_na_',
  version: {
    number: version,
    build_flavor: 'default',
    lucene_version: '9.12.1',
    minimum_wire_compatibility_version: '7.17.0',
    minimum_index_compatibility_version: '7.0.0',
  },
  tagline: 'Tripline: documents are judged, and not kept',
}

/** Logstash sends nothing where there is no licence that is active. */
const license = { uid: '_na_', type: 'basic', mode: 'basic', status: 'active' }

/** Templates, policies, pipelines and data streams: said to be there, so that nobody has to make them. */
const setUp = [
  '/_index_template/:name',
  '/_template/:name',
  '/_component_template/:name',
  '/_ilm/policy/:name',
  '/_ingest/pipeline/:name',
  '/_data_stream/:name',
]

export function startupRoutes(
  scope: FastifyInstance,
  { readiness }: { readonly readiness: () => Promise<Readiness> },
  config: NonNullable<RouteOptions['config']>,
): void {
  const options = { config }
  scope.get('/', options, async () => product)
  scope.get('/_license', options, async () => ({ license }))
  scope.get('/_xpack', options, async () => ({ license, features: {} }))
  scope.get('/_cluster/health', options, async () => ({
    cluster_name: product.cluster_name,
    status: (await readiness()).ready ? 'green' : 'red',
    timed_out: false,
    number_of_nodes: 1,
    number_of_data_nodes: 1,
  }))
  scope.get('/_cat/health', options, async (_request, reply) =>
    reply.type('text/plain').send(`${product.cluster_name} ${(await readiness()).ready ? 'green' : 'red'}\n`),
  )
  for (const url of setUp) {
    scope.get(url, options, async () => ({}))
    for (const method of ['PUT', 'POST'] as const)
      scope.route({ method, url, config, handler: async () => ({ acknowledged: true }) })
  }
  scope.head('/:index', options, async (_request, reply) => reply.send())
}
