// docker-compose.yml → what it says once variables are put in, as compose does it.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parse } from 'yaml'

export const root = resolve(import.meta.dirname, '../..')

export const read = (path: string): string => readFileSync(join(root, path), 'utf8')

export interface Service {
  readonly image: string
  readonly command?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean }
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly volumes?: readonly string[]
  readonly ports?: readonly string[]
  readonly tmpfs?: readonly string[]
  readonly restart?: string
  readonly mem_limit?: string
  readonly container_name?: string
  readonly build?: string
  readonly read_only?: boolean
  readonly cap_drop?: readonly string[]
  readonly security_opt?: readonly string[]
  readonly logging?: object
}

export interface Compose {
  readonly services: Readonly<Record<string, Service>>
  readonly volumes: Readonly<Record<string, unknown>>
}

export interface Variable {
  readonly name: string
  /** `:-` has a default, `:?` a message for where it is not set or empty. */
  readonly kind: ':-' | ':?' | undefined
  readonly rest: string
}

// compose-spec, 12-interpolation: `$$` is a dollar sign.
const variable = /\$\$|\$\{(\w+)(?:(:[-?])([^}]*))?\}/g

export const variables = (text: string): Variable[] =>
  [...text.matchAll(variable)]
    .filter(([whole]) => whole !== '$$')
    .map(([, name, kind, rest]) => ({ name: name!, kind: kind as Variable['kind'], rest: rest ?? '' }))

/** Throws where a variable is not set that must be. */
export function interpolate(text: string, env: Readonly<Record<string, string>>): string {
  return text.replaceAll(variable, (whole, name: string, kind: string, rest: string) => {
    if (whole === '$$') return '$'
    const value = env[name]
    if (value) return value
    if (kind === ':-') return rest
    throw new Error(`${name} ${rest}`)
  })
}

/** Variables are put in after parsing, so that no value can change what the file says; here none tries to. */
export const readCompose = (env: Readonly<Record<string, string>>): Compose =>
  parse(interpolate(withoutComments(read('docker-compose.yml')), env), { merge: true }) as Compose

export const withoutComments = (text: string): string => text.replaceAll(/^\s*#.*$/gm, '')

/** Each secret with a value of its own. */
export function completeEnv(): Record<string, string> {
  const names = [...read('.env.example').matchAll(/^(\w+)=$/gm)].map(([, name]) => name!)
  return Object.fromEntries(names.map((name) => [name, `secret-of-${name.toLowerCase()}-that-is-long-enough`]))
}
