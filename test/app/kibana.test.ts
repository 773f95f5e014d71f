// The config and the words of the command line → whom Kibana sees, and what it is given.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { FoundConfig } from '../../src/app/config.ts'
import { readCredentials } from '../../src/app/credentials.ts'
import { kibanaOf, shippedKibana } from '../../src/app/kibana.ts'
import { defaultConfig } from '../../src/config/default.ts'
import type { Config } from '../../src/config/schema.ts'

const folder = mkdtempSync(join(tmpdir(), 'tripline-credentials-'))
for (const name of ['key', 'password', 'ca']) writeFileSync(join(folder, name), `the ${name}\n`)
afterAll(() => rmSync(folder, { recursive: true }))

function found(elasticsearch?: Partial<NonNullable<Config['store']['elasticsearch']>>): FoundConfig {
  const config = defaultConfig()
  const server = { url: 'http://127.0.0.1:9200', namespace: 'default', events: [], ...elasticsearch }
  const store = elasticsearch === undefined ? config.store : { ...config.store, elasticsearch: server }
  return { config: { ...config, store }, path: null, resolve: (path) => join(folder, path) }
}

describe('credentials', () => {
  test('come from the files that the config names, without the line end', () => {
    const written = { api_key_file: 'key', password_file: 'password', ca_file: 'ca', username: 'elastic' }
    expect(readCredentials(found(written))).toEqual({
      apiKey: 'the key',
      username: 'elastic',
      password: 'the password',
      ca: 'the ca',
    })
  })

  test.each([
    ['no Elasticsearch', undefined],
    ['one without security', {}],
  ])('there are none for %s', (_, written) => {
    expect(readCredentials(found(written))).toEqual({})
  })

  test('a file that is not there is named', () => {
    expect(() => readCredentials(found({ api_key_file: 'lost' }))).toThrow(/lost/)
  })
})

describe('Kibana', () => {
  test('is asked with the credentials for Elasticsearch, in the space that was named', () => {
    expect(kibanaOf(found({ api_key_file: 'key' }), 'https://kibana:5601/base', 'soc')).toEqual({
      url: 'https://kibana:5601/base',
      apiKey: 'the key',
      space: 'soc',
    })
  })

  test.each(['kibana:5601', 'ftp://kibana', '', 'https://elastic:pw@kibana', 'https://kibana/?a=1'])(
    '%j is no URL to reach it by',
    (url) => {
      expect(() => kibanaOf(found({}), url, undefined)).toThrow(expect.objectContaining({ code: 'USAGE' }))
    },
  )

  test('is given files that are there', () => {
    const { objects, rule } = shippedKibana()
    expect(
      objects
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).type),
    ).toContain('dashboard')
    expect(JSON.parse(rule)).toMatchObject({ rule_id: 'tripline-incidents', enabled: false })
  })
})
