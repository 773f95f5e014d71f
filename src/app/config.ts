// The config of a command: the file that was named, else tripline.yaml where there is one, else the defaults.

import { randomBytes } from 'node:crypto'
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { defaultConfig } from '../config/default.ts'
import type { Config } from '../config/schema.ts'
import { OperationalError } from '../errors.ts'
import { createTrustedProxies } from '../request/proxies.ts'
import { sessionHash } from '../request/session.ts'
import type { RequestSettings } from '../request/settings.ts'
import { readSecret } from './secret-file.ts'

export interface FoundConfig {
  readonly config: Config
  /** The file; null where the defaults are used. */
  readonly path: string | null
  /** A path that the config names, which is taken from the config's own folder. */
  readonly resolve: (path: string) => string
}

/** The YAML parser is loaded only where there is a file to parse. */
export async function findConfig(named: string | undefined): Promise<FoundConfig> {
  const path = named ?? (existsSync('tripline.yaml') ? 'tripline.yaml' : null)
  if (path === null) return { config: defaultConfig(), path, resolve: (one) => one }
  const { loadConfig } = await import('../config/load.ts')
  return { config: loadConfig(path), path, resolve: (one) => resolve(dirname(path), one) }
}

/** A key that everybody has: `session.id` of a scan can be compared from one run to the next, and is no secret. */
const fixedKey = 'tripline scan'

export function requestSettings({ config, resolve: at }: FoundConfig): RequestSettings {
  const { key_file: keyFile } = config.privacy
  return {
    origins: config.app.origins,
    sessionCookies: config.app.session_cookies,
    hashSession: sessionHash(keyFile === undefined ? fixedKey : readKey(at(keyFile), 'privacy.key_file')),
    trustedProxies: createTrustedProxies(config.trusted_proxies),
  }
}

/** For `run`: where the config names no key, `ownKey` finds or makes one. */
export async function runRequestSettings(
  found: FoundConfig,
  ownKey: () => string | Promise<string>,
): Promise<RequestSettings> {
  const settings = requestSettings(found)
  return found.config.privacy.key_file === undefined
    ? { ...settings, hashSession: sessionHash(await ownKey()) }
    : settings
}

export const newKey = (): string => randomBytes(32).toString('base64url')

/**
 * The store's own key, made at its first start and kept beside it: the same over restarts, so that a session is the same
 * session after them. Readable by its owner alone. Under its name only when it is whole: a full disk leaves no half of a key.
 */
export function keyOfStore({ config, resolve: at }: FoundConfig): string {
  const path = `${at(config.store.path)}.key`
  if (existsSync(path)) return readKey(path, 'store.path')
  const made = `${path}.new`
  try {
    rmSync(made, { force: true })
    writeFileSync(made, `${newKey()}\n`, { mode: 0o600, flag: 'wx', flush: true })
    renameSync(made, path)
  } catch (error) {
    rmSync(made, { force: true })
    const details = `The key ${path} cannot be made: ${(error as Error).message}.`
    throw new OperationalError('CONFIG_INVALID', { details }, error)
  }
  return readKey(path, 'store.path')
}

function readKey(path: string, setting: string): string {
  const key = readSecret(path, setting)
  if (key.length >= 16) return key
  throw new OperationalError('CONFIG_INVALID', { details: `The key in ${path} is shorter than 16 characters.` })
}
