// What `store.elasticsearch` must be beyond the shape of its keys: one server, one way to log in, and only ways that work.
import * as v from 'valibot'

export const elasticsearchUrl = v.pipe(
  v.string(),
  v.check((written) => isWebUrl(written), 'must be a URL such as https://search.example.com:9200'),
  v.check((written) => !holdsPassword(written), 'must not hold the password: put it into a file, as password_file'),
)

interface Written {
  readonly url?: string | undefined
  readonly cloud_id?: string | undefined
  readonly api_key_file?: string | undefined
  readonly username?: string | undefined
  readonly password_file?: string | undefined
  readonly ca_file?: string | undefined
}

export const hasOneServer = ({ url, cloud_id: cloudId }: Written): boolean =>
  (url === undefined) !== (cloudId === undefined)

export const hasOneLogin = ({ api_key_file: apiKey, username }: Written): boolean =>
  apiKey === undefined || username === undefined

export const hasWholeLogin = ({ username, password_file: password }: Written): boolean =>
  (username === undefined) === (password === undefined)

export const usesItsAuthority = ({ url, ca_file: ca }: Written): boolean =>
  ca === undefined || url === undefined || !url.startsWith('http:')

const isWebUrl = (written: string): boolean => /^https?:$/.test(URL.parse(written)?.protocol ?? '')

const holdsPassword = (written: string): boolean => (URL.parse(written)?.password ?? '') !== ''
