// Who may enter: passwords, session cookies and the tokens of the mobile app. All of it invented, none of it secret.

/** What a handshake brought along: the user of its cookie or token, where it had one. */
export interface Session {
  readonly user: string | null
}

const passwords: Readonly<Record<string, string>> = {
  alice: 'apple-tree',
  bob: 'blue-boat',
  obrien: 'old-oak',
  dave: 'dry-dock',
  erin: 'east-end',
  frank: 'fog-horn',
  grace: 'green-gate',
  judy: 'jam-jar',
  mallet: 'mild-mint',
  heidi: 'high-hill',
  ivan: 'iron-ink',
  admin: 'letmein2026',
}

/** As careless as the site: a password that is an object of operators passes. */
export const checkPassword = (user: unknown, password: unknown): boolean =>
  typeof user === 'string' && (typeof password === 'object' || passwords[user] === password)

/** The cookie value for a form login, or null. */
export function signIn(form: URLSearchParams): string | null {
  const user = form.get('user') ?? ''
  return checkPassword(user, form.get('password') ?? '') ? cookieOf(user) : null
}

export const passwordOf = (user: string): string => passwords[user] ?? ''

/** Fixed, so that the example is the same whenever it is made. */
export const cookieOf = (user: string): string => `${Buffer.from(`session of ${user}`).toString('hex')}.${user}`

/** A token as the mobile app carries it: three parts, as a JSON Web Token (RFC 7519) has. */
export const tokenOf = (user: string): string =>
  ['{"alg":"HS256"}', `{"sub":"${user}"}`, `signature for ${user}`]
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.')

export function sessionOf(cookie: string | undefined, url: string): Session {
  const named = /(?:^|;\s*)sid=[0-9a-f]+\.(\w+)/.exec(cookie ?? '')
  if (named) return { user: named[1]! }
  const token = new URL(url, 'http://site').searchParams.get('token')
  if (token === null) return { user: null }
  const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  return { user: String((claims as { sub?: unknown }).sub) }
}
