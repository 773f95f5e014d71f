// What each key of tripline.yaml means: by its place in src/config/schema.ts, or by `*.` and its name for what means the
// same wherever it stands. The page is not generated while a key lacks a meaning, or a meaning its key.

/** The parts of the config, in the order of the page: what each is for, and the page that tells more. */
export const sections: Readonly<Record<string, string>> = {
  version: 'The form of the file.',
  sources:
    'What is read, besides what comes over HTTP. Each has a `type`. Paths are taken from the folder of the config.',
  rules: 'What is detected.',
  lists: 'Lists of the rules, by their names: entries, or `file:` with a file of them, one a line.',
  app: 'What the application is like. `tripline init CAPTURE` proposes it from traffic.',
  trusted_proxies: 'Whose word is taken for who the client is.',
  store: 'Where incidents, positions and state are kept. [Elasticsearch](../elasticsearch.md) tells of its part.',
  bounds: 'How much rules may hold: [what rules may hold](../bounds.md).',
  queue:
    'Batches go through Redis to `tripline worker`s instead of being evaluated here: [scaling out](../scaling.md).',
  actions: 'What incidents do outside: [webhooks](../webhooks.md).',
  blocks: 'What `respond block` of a rule does: [blocking](../blocking.md).',
  api: 'The console, the API and the metrics of `tripline run`.',
  shippers: 'Filebeat, Vector, Fluent Bit and others that send to `/es` of the API: [shippers](../shippers.md).',
  worker: 'Where `tripline worker` answers `/healthz`, `/readyz` and `/metrics`. They hold no data and want no token.',
  privacy: 'What makes session ids comparable, and to nobody else.',
  retention: 'How long things are kept.',
}

// biome-ignore format: table
export const meanings: Readonly<Record<string, string>> = {
  'version':                        '`1`',

  'sources.file.path':              'a log that grows, a folder of them, or a pattern such as `/var/log/nginx/*.log`',
  'sources.captures.path':          'a folder that captures are put into, or one capture that grows',
  'sources.captures.quiet':         'for how long the newest capture of a folder must not have changed to be finished; 5 s where nothing is said',
  'sources.capture.interface':      'an interface as the system calls it; `any` is all of them',
  'sources.capture.filter':         'which packets, as tcpdump takes it: `tcp port 8080`',
  '*.keys':                         'a key log file: the secrets of TLS',
  'sources.syslog.listen':          'address and port, for UDP and TCP: `0.0.0.0:5514`',
  'sources.syslog.udp':             'the same for UDP alone',
  'sources.syslog.tcp':             'the same for TCP alone',
  'sources.syslog.tls.listen':      'address and port for TLS',
  'sources.syslog.tls.cert_file':   'the certificate, as PEM',
  'sources.syslog.tls.key_file':    'its key, as PEM',
  'sources.syslog.tls.client_ca_file': 'who signs the certificates of senders: others are not heard',
  'sources.journald.unit':          'entries of this unit alone',
  'sources.journald.identifier':    'entries with this SYSLOG_IDENTIFIER alone',
  'sources.journald.directory':     'a folder of journal files instead of this machine’s own',
  '*.connector':                    'the format of the lines ([which there are](connectors.md)); recognised from the content where nothing is said',
  '*.format':                       'the format string that the proxy was given, for connectors that take one',
  '*.timezone':                     'where the times are from that name no zone: `Europe/Berlin`; UTC where nothing is said',
  '*.mapping':                      'what the lines of any log say, for the connector `generic`',
  '*.olddir':                       'where rotated files of a log are moved to, from its folder, as in logrotate’s `olddir`',
  '*.lateness':                     'how far behind the newest line one may still come',

  'rules':                          'rule files and folders; the rulesets that ship where nothing is said',
  'lists':                          'by name: `[10.0.0.0/8, 192.0.2.7]` or `{ file: partners.txt }`, instead of the entries in the rules',

  'app.origins':                    'origins of your own pages on other domains than their sockets',
  'app.session_cookies':            'cookies that hold a session where their names do not say so',
  'app.login[].request.match':      'a message that asks for a login: JSON paths, and the values that stand there',
  'app.login[].request.user':       'the path of the user’s name',
  'app.login[].success.match':      'the answer to one that succeeded',
  'app.login[].failure.match':      'the answer to one that failed; where nothing is said, whatever else is answered',
  'app.login[].logout.match':       'a message that logs out',
  'app.limits':                     'limits of the rules by name: numbers, or spans such as `30m` ([which there are](../../rulesets/README.md))',

  'trusted_proxies':                'addresses and networks whose X-Forwarded-For, Forwarded and X-Real-IP are believed: they make `client.ip`, and are never blocked',

  'store.path':                     'the SQLite file',
  'store.elasticsearch.url':        'such as `https://search.example.com:9200`',
  'store.elasticsearch.cloud_id':   'instead of `url`',
  'store.elasticsearch.api_key_file': 'a file that holds the API key, as Kibana shows it (Base64)',
  'store.elasticsearch.username':   'instead of an API key, together with `password_file`',
  'store.elasticsearch.namespace':  'the last part of the data streams’ names',
  'store.elasticsearch.events':     'categories of events that go into `logs-tripline.event-*` as well',
  '*.password_file':                'a file that holds the password',
  '*.ca_file':                      'a certificate authority of your own, as PEM',

  'bounds.keys':                    'users, addresses, connections: whatever stands behind `by`',
  'bounds.rules.NAME.keys':         'the same, of the rule of that name; so are those that follow',
  '*.events_per_key':               'events in the window of one key',
  '*.events':                       'events in the windows of all keys',
  '*.pending':                      'events that wait for what may still come before them, and absences that wait for their time',
  '*.evidence_per_key':             'events that an incident of a window shows',
  '*.evidence':                     'events that are kept to be shown, over all keys',
  '*.max_megabytes':                'of all that a rule holds, estimated',
  '*.exact_values':                 'values of one key, beyond which percentiles are approximate',
  '*.policy':                       '`evict`, `refuse` or `approximate`: what becomes of a key for which there is no room',
  'bounds.total_megabytes':         'of all rules together, over all partitions where there are several',

  'queue.redis':                    '`redis://` or, with TLS, `rediss://`; a user and the number of a database may stand in it',
  'queue.sentinel.name':            'instead of `redis`: the master of that name',
  'queue.sentinel.nodes':           'sentinels that know it, as `host:port`',
  'queue.cluster.nodes':            'instead of `redis`: some nodes of the cluster, as `host:port`',
  '*.tls':                          'whether connections are made over TLS',
  'queue.username':                 'the user of Redis',
  'queue.prefix':                   'begins every key, so that several installations share a server',
  'queue.partitions':               'into how many parts state is divided; fixed at the first start',
  'queue.max_megabytes':            'batches that may lie in Redis: beyond them sources and senders wait',
  'queue.lease':                    'how long a partition waits for a worker that is gone before another takes it over',
  'queue.producer':                 'whose batches they are: the same after a restart, different from every other run’s; the host’s name where nothing is said',

  'actions.webhooks.NAME.url':      'where incidents are posted to',
  'actions.webhooks.NAME.secret':   '`whsec_…`, which signs them; a list of them while it is being changed',
  'actions.webhooks.NAME.secret_file': 'a file that holds the secrets, one a line',
  'actions.webhooks.NAME.allow_private': 'whether it may reach loopback and private addresses',
  'actions.webhooks.NAME.levels':   'gets every incident of these levels, also where the rule does not name the webhook',
  'actions.webhooks.NAME.timeout':  'how long it may take to answer; 15 s where nothing is said',
  'actions.log':                    'how `respond log` writes an incident to standard output: `text` is a line for people, `json` the whole document',

  'blocks.mode':                    '`dry_run` tells in the incident what would be blocked; `enforce` blocks it',
  'blocks.never':                   'addresses and networks that are never blocked, besides loopback, this machine’s own and trusted proxies',
  'blocks.max':                     'addresses and networks blocked at once; beyond them a block is refused and counted',

  'api.token_file':                 'a file that holds the token; needed beyond loopback',
  '*.host':                         'the address that it listens on',
  '*.port':                         'the port; `0` takes a free one',
  '*.hosts':                        'names under which it is reached, beside loopback',

  'shippers.lateness':              'how far behind the newest line of any host one of another may still come',
  'shippers.streams[].match':       'a pattern: of the path of the file that a line is of, or of the name of its program or container',
  'shippers.streams[].connector':   'the format of these lines ([which there are](connectors.md))',

  'privacy.key_file':               'the key that session ids are made with, where several runs share one; `tripline.db.key` beside the store where nothing is said',
  'retention.incidents':            'how long incidents are kept, such as `90d`; for ever where nothing is said',
}
