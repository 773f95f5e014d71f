// A baseline as a file: what was learned in one place, for another.
import { createHash } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import type { SavedBaseline } from '../baseline/baseline.ts'
import { OperationalError } from '../errors.ts'
import type { FoundConfig } from './config.ts'
import type { BaselineStart } from './stages.ts'

/** Throws INPUT_NOT_FOUND and BASELINE_INVALID. */
export async function readBaseline(path: string): Promise<BaselineStart> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new OperationalError('INPUT_NOT_FOUND', { path }, error)
  })
  const learned = parse(text, path)
  const id = createHash('sha256').update(text).digest('hex').slice(0, 16)
  return { learned: { ...learned, begunWith: id } }
}

function parse(text: string, path: string): SavedBaseline {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new OperationalError('BASELINE_INVALID', { path, reason: 'it is not JSON' }, error)
  }
  const { version, classes } = (value ?? {}) as Partial<SavedBaseline>
  if (version !== 1 || !Array.isArray(classes))
    throw new OperationalError('BASELINE_INVALID', { path, reason: 'it has no classes of version 1' })
  return value as SavedBaseline
}

/** Whole or not at all. */
export async function writeBaseline(path: string, baseline: SavedBaseline): Promise<void> {
  await writeFile(`${path}.new`, `${JSON.stringify(baseline)}\n`)
  await rename(`${path}.new`, path)
}

/** Where a run looks for a baseline to begin with. */
export const importedPath = ({ config, resolve }: FoundConfig): string => `${resolve(config.store.path)}.baseline.json`

/** Nothing where none was imported. */
export async function importedBaseline(found: FoundConfig): Promise<BaselineStart> {
  try {
    return await readBaseline(importedPath(found))
  } catch (error) {
    if (error instanceof OperationalError && error.code === 'INPUT_NOT_FOUND') return { learned: null }
    throw error
  }
}
