// A config file → Config. A file that cannot be read or holds mistakes is an operational error that says where.
import { readFileSync } from 'node:fs'
import { render } from '../diagnostic/render.ts'
import { OperationalError } from '../errors.ts'
import { parseConfig } from './parse.ts'
import type { Config } from './schema.ts'

export function loadConfig(path: string): Config {
  const text = readText(path)
  const parsed = parseConfig(text)
  if (parsed.ok) return parsed.config
  const details = parsed.diagnostics.map((diagnostic) => render(diagnostic, text, path)).join('\n\n')
  throw new OperationalError('CONFIG_INVALID', { details })
}

export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new OperationalError('INPUT_NOT_FOUND', { path }, error)
    throw new OperationalError('INPUT_UNREADABLE', { path, reason: message }, error)
  }
}
