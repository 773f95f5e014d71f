// Installing into a Kibana that speaks TLS with a certificate of its own making.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { installKibana, type KibanaFiles } from '../../src/kibana/install.ts'
import { type FakeKibana, fakeKibana } from '../kibana/fake-kibana.ts'

const read = (name: string): string => readFileSync(resolve(import.meta.dirname, '../../kibana', name), 'utf8')
const files: KibanaFiles = { objects: read('tripline.ndjson'), rule: read('detection-rule.ndjson') }

const hasOpenssl = spawnSync('openssl', ['version']).status === 0
if (!hasOpenssl) console.log('!!! No openssl on this machine: installing over TLS is not tried.')

describe.skipIf(!hasOpenssl)('a Kibana that vouches for itself', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tripline-kibana-'))
  let kibana: FakeKibana
  let cert: string

  beforeAll(async () => {
    const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
    const wanted = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
    const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
    execFileSync('openssl', ['req', '-x509', ...wanted, '-keyout', keyFile, '-out', certFile, ...name], {
      stdio: 'ignore',
    })
    cert = readFileSync(certFile, 'utf8')
    kibana = await fakeKibana({ tls: { key: readFileSync(keyFile, 'utf8'), cert } })
  })

  afterAll(async () => {
    await kibana.close()
    rmSync(folder, { recursive: true })
  })

  test('is believed where the config names its authority', async () => {
    const { objects } = await installKibana({ url: kibana.url, ca: cert }, files)
    expect(new Set(objects.map(({ outcome }) => outcome))).toEqual(new Set(['created']))
  })

  test('is refused where nobody vouches for it', async () => {
    await expect(installKibana({ url: kibana.url }, files)).rejects.toMatchObject({ code: 'KIBANA_UNTRUSTED' })
  })

  test('does not answer those who speak without TLS', async () => {
    const url = kibana.url.replace('https:', 'http:')
    await expect(installKibana({ url }, files)).rejects.toMatchObject({ code: 'KIBANA_UNREACHABLE' })
  })
})
