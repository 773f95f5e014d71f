// The addresses of the example, and a private network on which they exist: nothing outside it is touched.
import { execFileSync, spawnSync } from 'node:child_process'

/** Documentation addresses (RFC 5737, RFC 3849): the site, the people who use it, and the ones who should not. */
export const site = { address: '192.0.2.10', address6: '2001:db8::10', host: 'chat.example.com' } as const
export const home = 'https://chat.example.com'

export const people = {
  alice: '203.0.113.10',
  bob: '203.0.113.11',
  obrien: '203.0.113.12',
  dave: '203.0.113.14',
  erin: '203.0.113.15',
  frank: '203.0.113.16',
  watcher: '203.0.113.17',
  heidi: '2001:db8::18',
} as const

/** People whose browsers or credentials are abused: their addresses show up in incidents. */
export const victims = {
  grace: '203.0.113.40',
  judy: '203.0.113.41',
  mallet: '203.0.113.42',
  reader: '203.0.113.43',
} as const
export const careless = { mobile: '203.0.113.50', ivan: '203.0.113.51' } as const

export const attackers = {
  sql: '198.51.100.23',
  shell: '198.51.100.24',
  nosql: '198.51.100.25',
  script: '198.51.100.26',
  fragments: '198.51.100.31',
  unmasked: '198.51.100.32',
  control: '198.51.100.33',
  utf8: '198.51.100.34',
  reserved: '198.51.100.35',
  tokenThief: '198.51.100.42',
  cookieThief: '198.51.100.43',
  guesser: '198.51.100.44',
  hammer: '198.51.100.45',
  lingerer: '198.51.100.46',
} as const

const inside = 'TRIPLINE_EXAMPLE_NETWORK'

/** Runs this program again in a network namespace of its own. False where it already runs in one. */
export function enterPrivateNetwork(): boolean {
  if (process.env[inside] === '1') return false
  const mapRoot = process.getuid?.() === 0 ? [] : ['--map-root-user']
  const run = spawnSync('unshare', ['--net', ...mapRoot, process.execPath, ...process.argv.slice(1)], {
    stdio: 'inherit',
    env: { ...process.env, [inside]: '1' },
  })
  if (run.error) throw new Error('The example needs the program unshare (util-linux).', { cause: run.error })
  process.exitCode = run.status ?? 1
  return true
}

/** Gives the loopback interface of the private network every address of the example. */
export function addAddresses(): void {
  const groups = [people, victims, careless, attackers]
  ip('link', 'set', 'lo', 'mtu', '1500', 'up')
  for (const address of [site.address, site.address6, ...groups.flatMap((group) => Object.values(group))]) {
    if (address.includes(':')) ip('-6', 'addr', 'add', `${address}/128`, 'dev', 'lo', 'nodad')
    else ip('addr', 'add', `${address}/32`, 'dev', 'lo')
  }
}

const ip = (...args: readonly string[]): void => {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'inherit'] })
}
