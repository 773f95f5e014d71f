// What was seen of a deployment, or nothing, and the limits that the rules have → a commented tripline.yaml.
import type { Counted, Surveyed, SurveyedEndpoint } from '../audit/survey.ts'
import { harmlessComment } from './harmless-comment.ts'

export interface FirstConfig {
  /** The inputs; empty where none were given. */
  readonly inputs: readonly string[]
  readonly surveyed: Surveyed | null
  /** Of the rules that ship: what is written there, and what they limit. */
  readonly limits: readonly { readonly name: string; readonly value: string; readonly rules: readonly string[] }[]
}

export const firstConfig = ({ inputs, surveyed, limits }: FirstConfig): string =>
  [
    ...head(inputs),
    'version: 1',
    '',
    ...sources,
    '',
    ...proxies(surveyed),
    '',
    'app:',
    ...indented([...origins(surveyed), '', ...cookies(surveyed), '', ...login(surveyed), '', ...limitLines(limits)]),
    '',
    ...(surveyed ? [...endpointLines(surveyed.endpoints), ''] : []),
    ...rest,
    '',
  ].join('\n')

const head = (inputs: readonly string[]): readonly string[] => [
  inputs.length === 0
    ? '# The config of `tripline run`, with what may be set. What is commented out has this value anyway, or is an example.'
    : `# The config of \`tripline run\`, from what ${inputs.map(harmlessComment).join(', ')} ${inputs.length === 1 ? 'shows' : 'show'}. Look it over before you trust it.`,
]

const sources = [
  '# What is read. Files are followed through rotation; captures are files in a folder; an interface needs tcpdump.',
  'sources: []',
  '#  - { type: file, path: /var/log/nginx/access.log }',
  '#  - { type: captures, path: /var/captures }',
  '#  - { type: capture, interface: eth0, filter: "tcp port 8080" }',
  '#  - { type: syslog, listen: 0.0.0.0:5514 }',
]

const proxies = (surveyed: Surveyed | null): readonly string[] => [
  '# Addresses of your own proxies: what they forward is believed, and they are never blocked.',
  ...list('trusted_proxies', surveyed?.forwarders ?? [], '[10.0.0.0/8]'),
]

const origins = (surveyed: Surveyed | null): readonly string[] => [
  '# Origins of your own pages on other domains than their sockets. Pages of the same domain are at home untold.',
  ...seen('At home', surveyed?.home),
  ...seen('Foreign, and accepted all the same', surveyed?.foreign),
  'origins: []',
]

const cookies = (surveyed: Surveyed | null): readonly string[] => [
  '# Cookies that hold a session, where their names do not say so (session, sid, token, auth …).',
  ...seen('Sent with handshakes', surveyed?.cookies),
  'session_cookies: []',
]

function login(surveyed: Surveyed | null): readonly string[] {
  const logins = surveyed?.logins
  const known = logins && logins.success + logins.failure > 0
  const said = !logins
    ? []
    : known
      ? [`# Recognised untold: ${logins.success} that succeeded, ${logins.failure} that failed.`]
      : ['# None was recognised. If there are logins inside the messages below, say how they look.']
  return [
    '# How logins look inside messages, where the usual shapes do not fit: paths and the values that stand there.',
    ...said,
    'login: []',
    '#  - request: { match: { type: login }, user: name }',
    '#    success: { match: { type: welcome } }',
    '#    failure: { match: { type: error, code: bad_login } }',
  ]
}

const limitLines = (limits: FirstConfig['limits']): readonly string[] => [
  '# Beyond these the rules that are named speak. Numbers, or spans such as 30m.',
  'limits: {}',
  ...limits.map(({ name, value, rules }) => `#  ${name}: ${value}    # ${rules.join(', ')}`),
]

/** Shapes that are shown of each side of an endpoint. */
const mostShapes = 8

const endpointLines = (endpoints: readonly SurveyedEndpoint[]): readonly string[] => [
  '# Endpoints that were seen, and the shapes of what is said there.',
  ...endpoints.flatMap(({ name, client, server }) => [
    `#   ${harmlessComment(name)}`,
    ...client.slice(0, mostShapes).map((each) => shapeLine('client', each)),
    ...server.slice(0, mostShapes).map((each) => shapeLine('server', each)),
  ]),
]

const shapeLine = (side: string, { name, count }: Counted): string =>
  `#     ${side}  ${String(count).padStart(6)} × ${harmlessComment(name)}`

const rest = [
  '# Lists of the rules that you fill: paths that are not for everybody, where their names do not say so.',
  'lists: {}',
  '#  sensitive_paths: [/ops, /backoffice]',
  '',
  '# Where incidents are kept, and where the console listens.',
  'store: { path: tripline.db }',
  'api: { host: 127.0.0.1, port: 7070 }',
]

/** Names that were seen, or an example of what could stand there. */
const list = (key: string, counted: readonly Counted[], example: string): readonly string[] =>
  counted.length === 0
    ? [`${key}: []    # ${example}`]
    : [`${key}:`, ...counted.map(({ name, count }) => `  - ${JSON.stringify(name)}    # forwarded ${count} times`)]

const seen = (what: string, counted: readonly Counted[] | undefined): readonly string[] =>
  counted === undefined || counted.length === 0
    ? []
    : [
        `# ${what}: ${counted
          .slice(0, 10)
          .map(({ name, count }) => `${harmlessComment(name)} (${count})`)
          .join(', ')}`,
      ]

const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => (line === '' ? '' : `  ${line}`))
