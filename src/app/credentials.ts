// `store.elasticsearch` of the config → who we are to Elasticsearch and Kibana, with the files read that it names.
import { type FoundConfig, readSecret } from './config.ts'

export interface Credentials {
  readonly apiKey?: string
  readonly username?: string
  readonly password?: string
  /** A certificate authority of one's own, as PEM. */
  readonly ca?: string
}

export function readCredentials({ config, resolve }: FoundConfig): Credentials {
  const { api_key_file, username, password_file, ca_file } = config.store.elasticsearch ?? {}
  return {
    ...(api_key_file === undefined ? {} : { apiKey: readSecret(resolve(api_key_file)) }),
    ...(username === undefined ? {} : { username }),
    ...(password_file === undefined ? {} : { password: readSecret(resolve(password_file)) }),
    ...(ca_file === undefined ? {} : { ca: readSecret(resolve(ca_file)) }),
  }
}
