// A setting of the config that names a file with a secret → what the file holds, or which setting is wrong and what to do.
import { readFileSync } from 'node:fs'
import { OperationalError } from '../errors.ts'

/** `setting`: as the config writes it, `sources.0.tls.key_file`. */
export function readSecret(path: string, setting: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const [why, what] = troubles[code ?? ''] ?? [`it cannot be read: ${message}`, 'See to the file, or name another']
    const details = `\`${setting}\` names ${path}, but ${why}. ${what}.`
    throw new OperationalError('CONFIG_INVALID', { details }, error)
  }
}

const permit = ['this user may not read it', 'Let the user that runs tripline read it, and nobody else'] as const

const troubles: Readonly<Record<string, readonly [why: string, what: string]>> = {
  ENOENT: [
    'there is no such file',
    'Put it there, or correct the path, which is taken from the folder that tripline.yaml lies in',
  ],
  ENOTDIR: ['a part of the path is a file, not a folder', 'Correct the path'],
  EISDIR: ['that is a folder', 'Name a file in it'],
  EACCES: permit,
  EPERM: permit,
}
