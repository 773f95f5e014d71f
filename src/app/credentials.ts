// `store.elasticsearch` of the config → who we are to Elasticsearch and Kibana, with the files read that it names.
import type { FoundConfig } from './config.ts'
import { readSecret } from './secret-file.ts'

export interface Credentials {
  readonly apiKey?: string
  readonly username?: string
  readonly password?: string
  /** A certificate authority of one's own, as PEM. */
  readonly ca?: string
}

export function readCredentials({ config, resolve }: FoundConfig): Credentials {
  const { api_key_file, username, password_file, ca_file } = config.store.elasticsearch ?? {}
  const secret = (name: string, path: string): string => readSecret(resolve(path), `store.elasticsearch.${name}`)
  return {
    ...(api_key_file === undefined ? {} : { apiKey: secret('api_key_file', api_key_file) }),
    ...(username === undefined ? {} : { username }),
    ...(password_file === undefined ? {} : { password: secret('password_file', password_file) }),
    ...(ca_file === undefined ? {} : { ca: secret('ca_file', ca_file) }),
  }
}
