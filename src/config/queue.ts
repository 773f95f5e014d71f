// What must hold between the keys of `queue`: one way to Redis, and the secrets in files.
import * as v from 'valibot'

interface Queue {
  readonly redis?: string | undefined
  readonly sentinel?: { readonly tls: boolean } | undefined
  readonly cluster?: { readonly tls: boolean } | undefined
  readonly ca_file?: string | undefined
}

export const hasOneWay = ({ redis, sentinel, cluster }: Queue): boolean =>
  [redis, sentinel, cluster].filter((each) => each !== undefined).length === 1

/** A certificate authority is asked only where there is TLS. */
export const needsItsAuthority = ({ redis, sentinel, cluster, ca_file }: Queue): boolean =>
  ca_file === undefined || Boolean(redis?.startsWith('rediss:') || sentinel?.tls || cluster?.tls)

export const redisUrl = v.pipe(
  v.string(),
  v.rawTransform(({ dataset: { value }, addIssue, NEVER }) => {
    const message = faultOf(URL.parse(value))
    if (message === null) return value
    addIssue({ message })
    return NEVER
  }),
)

function faultOf(url: URL | null): string | null {
  if (!url || !/^rediss?:$/.test(url.protocol) || url.hostname === '')
    return 'must be a URL such as redis://127.0.0.1:6379'
  if (url.password !== '') return 'must not hold the password: write it into a file and name that as password_file'
  return /^\/?\d*$/.test(url.pathname) ? null : 'must end in the number of a database, as redis://127.0.0.1:6379/2 does'
}

/** One sentinel or node is enough to find the others. */
export const endpoints = v.pipe(
  v.array(v.pipe(v.string(), v.regex(/^[^\s/@]+:\d{1,5}$/, 'must be host:port'))),
  v.minLength(1, 'must name at least one'),
)
