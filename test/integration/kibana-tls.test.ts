// Installing into a Kibana that speaks TLS with a certificate of its own making.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { installKibana, type KibanaFiles } from '../../src/kibana/install.ts'
import { ownCertificate } from '../certificate.ts'
import { type FakeKibana, fakeKibana } from '../kibana/fake-kibana.ts'

const read = (name: string): string => readFileSync(resolve(import.meta.dirname, '../../kibana', name), 'utf8')
const files: KibanaFiles = { objects: read('tripline.ndjson'), rule: read('detection-rule.ndjson') }

const certificate = ownCertificate('installing over TLS')

describe.skipIf(certificate === null)('a Kibana that vouches for itself', () => {
  const { key, cert } = certificate ?? { key: '', cert: '' }
  let kibana: FakeKibana

  beforeEach(async () => {
    kibana = await fakeKibana({ tls: { key, cert } })
  })
  afterEach(() => kibana.close())

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
