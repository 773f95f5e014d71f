// What tripline.yaml may say. Unknown keys are errors.
import * as v from 'valibot'
import { levels } from '../compiler/plan.ts'
import { ownCategories } from '../event/category.ts'
import { parseNetwork } from '../request/address.ts'
import { bounds } from './bounds.ts'
import { elasticsearchUrl, hasOneLogin, hasOneServer, hasWholeLogin, usesItsAuthority } from './elasticsearch.ts'
import { endpoints, hasOneWay, needsItsAuthority, redisUrl } from './queue.ts'
import { parseSpan } from './span.ts'
import { listenAddress, listensOnce, listensSomewhere } from './syslog.ts'

const span = v.pipe(
  v.union([v.string(), v.number()]),
  v.transform((written) => parseSpan(String(written))),
  v.number('must be a span such as 500ms, 5s, 10m, 24h or 90d'),
)

const port = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65535))
const text = v.pipe(v.string(), v.nonEmpty('must not be empty'))

const network = v.pipe(
  v.string(),
  v.check(
    (written) => parseNetwork(written) !== null,
    'must be an address or a network such as 192.0.2.10, 10.0.0.0/8 or 2001:db8::/32',
  ),
)

/** How lines are read, wherever they come from. */
const reading = {
  /** Recognised from the content where it is not given. */
  connector: v.optional(text),
  /** The log_format that the proxy was given, for connectors that take one. */
  format: v.optional(text),
  /** Where the times are from that name no time zone: UTC where it is not given. */
  timezone: v.optional(text),
  /** What the lines of any log say, for the connector `generic`, which checks it. */
  mapping: v.optional(v.record(v.string(), v.unknown())),
}

const logSource = v.strictObject({
  type: v.literal('file'),
  path: text,
  ...reading,
  /** How far behind the newest line one may still come. */
  lateness: v.optional(span),
  /** Where rotated files are moved to, as logrotate calls it: from the folder of the log. */
  olddir: v.optional(text),
})

const captureSource = v.strictObject({
  type: v.literal('captures'),
  /** A folder that captures are put into, or one capture that grows. */
  path: text,
  /** A key log file: secrets of TLS. */
  keys: v.optional(text),
  /** For how long a capture of the folder must not have changed to be finished. */
  quiet: v.optional(span),
})

/** Packets as they come by. */
const liveSource = v.strictObject({
  type: v.literal('capture'),
  /** As the system calls it; `any` is all of them. */
  interface: text,
  /** Which packets, as tcpdump takes it: `tcp port 8080`. */
  filter: v.optional(text),
  /** A key log file, which is read as it grows. */
  keys: v.optional(text),
})

/** What the text of a message is, as in a file. */
const message = { ...reading, lateness: v.optional(span) }

const syslogSource = v.pipe(
  v.strictObject({
    type: v.literal('syslog'),
    /** UDP and TCP. */
    listen: v.optional(listenAddress),
    udp: v.optional(listenAddress),
    tcp: v.optional(listenAddress),
    tls: v.optional(
      v.strictObject({
        listen: listenAddress,
        cert_file: text,
        key_file: text,
        /** Who signs the certificates of senders: others are not heard. */
        client_ca_file: v.optional(text),
      }),
    ),
    ...message,
  }),
  v.check((each) => listensSomewhere(each), 'needs an address: listen, udp, tcp or tls'),
  v.check((each) => listensOnce(each), 'has listen, which is UDP and TCP, and one of them besides'),
)

const journaldSource = v.strictObject({
  type: v.literal('journald'),
  unit: v.optional(text),
  /** SYSLOG_IDENTIFIER. */
  identifier: v.optional(text),
  /** A folder of journal files instead of this machine's own. */
  directory: v.optional(text),
  ...message,
})

const source = v.variant(
  'type',
  [logSource, captureSource, liveSource, syslogSource, journaldSource],
  'must be file, captures, capture, syslog or journald',
)

const scalar = v.union([v.string(), v.number(), v.boolean()])
const match = v.record(v.string(), scalar)

/** How logins look inside messages, where the usual shapes do not fit: JSON paths and the values they must have. */
const login = v.strictObject({
  request: v.strictObject({ match, user: v.optional(text) }),
  success: v.strictObject({ match }),
  failure: v.optional(v.strictObject({ match }), { match: {} }),
  logout: v.optional(v.strictObject({ match })),
})

const limitShape = 'must be a number, or a span such as 30m or 24h'

/** As a rule writes it. */
const limit = v.union(
  [v.pipe(v.number(), v.minValue(0, limitShape)), v.pipe(v.string(), v.regex(/^\d+(us|ms|s|m|h|d)$/, limitShape))],
  limitShape,
)

const webhook = v.strictObject({
  url: v.pipe(v.string(), v.url('must be an http or https URL')),
  /** `whsec_…`; several while a secret is being changed. */
  secret: v.optional(v.union([text, v.array(text)])),
  /** A file that holds the secrets, one a line. */
  secret_file: v.optional(text),
  /** Lets the webhook reach loopback and private addresses. */
  allow_private: v.optional(v.boolean(), false),
  /** Gets every incident of these levels, also where the rule does not name it. */
  levels: v.optional(v.array(v.picklist(levels, `must be one of ${levels.join(', ')}`))),
  timeout: v.optional(span),
})

/** Passwords and keys come from files: what is in a config is read by many. */
const elasticsearchKeys = v.strictObject({
  url: v.optional(elasticsearchUrl),
  /** Instead of a URL. */
  cloud_id: v.optional(text),
  /** A file that holds the API key, as Kibana shows it (base64). */
  api_key_file: v.optional(text),
  username: v.optional(text),
  password_file: v.optional(text),
  /** A certificate authority of one's own, as PEM. */
  ca_file: v.optional(text),
  /** The last part of the data streams' names. */
  namespace: v.optional(
    v.pipe(v.string(), v.regex(/^[a-z0-9_]{1,100}$/, 'must be lower case letters, digits and _')),
    'default',
  ),
  /** Puts events of these categories into `logs-tripline.event-*` as well. */
  events: v.optional(v.array(v.picklist(ownCategories, `must be one of ${ownCategories.join(', ')}`)), []),
})

const elasticsearch = v.pipe(
  elasticsearchKeys,
  v.check((each) => hasOneServer(each), 'needs url or cloud_id, and only one of them'),
  v.check((each) => hasOneLogin(each), 'has an API key and a user name: one of them logs in'),
  v.check((each) => hasWholeLogin(each), 'needs username and password_file together'),
  v.check((each) => usesItsAuthority(each), 'has a ca_file and no TLS: write https:// for http://'),
)

const queue = v.strictObject({
  /** `redis://` or, with TLS, `rediss://`; a user and a database may stand in it. */
  redis: v.optional(redisUrl),
  /** Instead of `redis`: the sentinels that know the master of that name. */
  sentinel: v.optional(v.strictObject({ name: text, nodes: endpoints, tls: v.optional(v.boolean(), false) })),
  /** Instead of `redis`: some nodes of the cluster. */
  cluster: v.optional(v.strictObject({ nodes: endpoints, tls: v.optional(v.boolean(), false) })),
  username: v.optional(text),
  password_file: v.optional(text),
  ca_file: v.optional(text),
  /** Begins every key, so that several installations share a server. */
  prefix: v.optional(
    v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,50}$/, 'must be letters, digits, _ and -')),
    'tripline',
  ),
  /** Fixed at the first start: state lies by it. */
  partitions: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(256)), 16),
  /** Megabytes of batches that may lie in Redis: beyond them sources and senders wait. */
  max_megabytes: v.optional(v.pipe(v.number(), v.minValue(1)), 256),
  /** How long a partition waits for a worker that is gone before another takes it over. */
  lease: v.optional(span, '10s'),
  /** Whose batches they are: the same after a restart, different from every other producer's. */
  producer: v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z0-9_.-]{1,100}$/, 'must be letters, digits, _, . and -'))),
})

/** How the lines of a shipper's files are read, where recognising them is not enough. */
const shippers = v.strictObject({
  /** How far behind the newest line of any host one of another may still come. */
  lateness: v.optional(span, '30s'),
  streams: v.optional(
    v.array(
      v.strictObject({
        /** A glob: of the path of the file that a line is of, or of the name of its program or container. */
        match: text,
        ...reading,
        connector: text,
      }),
    ),
    [],
  ),
})

const listFile = v.strictObject({ file: text })
const listShape = 'must be entries such as ["10.0.0.0/8"], or file: with the path of a file that holds one a line'

export const configSchema = v.strictObject({
  version: v.literal(1, 'must be 1'),
  sources: v.optional(v.array(source), []),
  /** Files and folders of rules; the rulesets that ship where nothing is given. */
  rules: v.optional(v.array(text)),
  /** Replaces lists of the same name in the rules: by entries, or by a file of them, one a line. */
  lists: v.optional(v.record(v.string(), v.union([v.array(v.string()), listFile], listShape)), {}),
  app: v.optional(
    v.strictObject({
      origins: v.optional(v.array(text), []),
      session_cookies: v.optional(v.array(text), []),
      login: v.optional(v.array(login), []),
      /** Replaces the limits of that name in the rules. */
      limits: v.optional(v.record(v.string(), limit), {}),
    }),
    {},
  ),
  /** Addresses and networks whose X-Forwarded-For, Forwarded and X-Real-IP are believed: they make `client.ip`. */
  trusted_proxies: v.optional(v.array(network), []),
  store: v.optional(
    v.strictObject({ path: v.optional(text, 'tripline.db'), elasticsearch: v.optional(elasticsearch) }),
    {},
  ),
  /** What rules may hold, and what happens beyond. */
  bounds: v.optional(bounds, {}),
  /** Batches go through Redis to `tripline worker`s instead of being evaluated here. */
  queue: v.optional(
    v.pipe(
      queue,
      v.check((each) => hasOneWay(each), 'needs one of redis, sentinel and cluster, and only one'),
      v.check(
        (each) => needsItsAuthority(each),
        'has a ca_file and no TLS: write rediss:// for redis://, or tls: true',
      ),
    ),
  ),
  actions: v.optional(
    v.strictObject({
      webhooks: v.optional(v.record(v.string(), webhook), {}),
      /** How `respond log` writes an incident to standard output: a line for people, or the document. */
      log: v.optional(v.picklist(['text', 'json'], 'must be text or json'), 'text'),
    }),
    {},
  ),
  /** What `respond block` does. */
  blocks: v.optional(
    v.strictObject({
      /** `dry_run` tells in the incident what would be blocked; `enforce` blocks it. */
      mode: v.optional(v.picklist(['dry_run', 'enforce'], 'must be dry_run or enforce'), 'dry_run'),
      /** Addresses and networks that are never blocked, besides loopback, this machine's own and trusted proxies. */
      never: v.optional(v.array(network), []),
      /** Addresses and ranges blocked at once; beyond them a block is refused and counted. */
      max: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_000)), 10_000),
    }),
    {},
  ),
  api: v.optional(
    v.strictObject({
      host: v.optional(text, '127.0.0.1'),
      port: v.optional(port, 7070),
      /** A file that holds the token. Needed beyond loopback. */
      token_file: v.optional(text),
      /** Names under which the console is reached, beside loopback. */
      hosts: v.optional(v.array(text), []),
    }),
    {},
  ),
  /** Filebeat, Vector, Fluent Bit and others that send to /es of the API. */
  shippers: v.optional(shippers, {}),
  /** Where `tripline worker` answers /healthz, /readyz and /metrics. They hold no data and want no token. */
  worker: v.optional(
    v.strictObject({
      host: v.optional(text, '127.0.0.1'),
      port: v.optional(port, 7071),
      /** Names under which it is reached, beside loopback and its address. */
      hosts: v.optional(v.array(text), []),
    }),
    {},
  ),
  privacy: v.optional(v.strictObject({ key_file: v.optional(text) }), {}),
  retention: v.optional(v.strictObject({ incidents: v.optional(span) }), {}),
})

/** Spans are in microseconds. */
export type Config = v.InferOutput<typeof configSchema>
