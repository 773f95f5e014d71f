// A certificate that vouches for itself, for servers of tests on localhost. Null where there is no openssl to make it.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Certificate {
  /** PEM. */
  readonly key: string
  readonly cert: string
}

/** `untried`: what is told not to be tried where there is none. */
export function ownCertificate(untried: string): Certificate | null {
  if (spawnSync('openssl', ['version']).status !== 0) {
    console.log(`!!! No openssl on this machine: ${untried} is not tried.`)
    return null
  }
  const folder = mkdtempSync(join(tmpdir(), 'tripline-certificate-'))
  const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const wanted = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  execFileSync('openssl', ['req', '-x509', ...wanted, '-keyout', keyFile, '-out', certFile, ...name], {
    stdio: 'ignore',
  })
  const made = { key: readFileSync(keyFile, 'utf8'), cert: readFileSync(certFile, 'utf8') }
  rmSync(folder, { recursive: true })
  return made
}
