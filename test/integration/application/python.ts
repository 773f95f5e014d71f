// A Python with the libraries that the Python integration is for; null where none can be had: then its tests are skipped.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../process.ts'

const libraries = ['websockets', 'starlette', 'uvicorn']

/** TRIPLINE_PYTHON, or the machine's own where it has them. On CI one is made, with what PyPI has. */
export function findPython(): string | null {
  const own = join(root, 'node_modules/.cache/python/bin/python')
  const found = [process.env['TRIPLINE_PYTHON'] ?? 'python3', own].find(hasLibraries)
  if (found !== undefined) return found
  if (process.env['CI'] && make(own)) return own
  if (process.env['CI']) throw new Error(`No Python with ${libraries.join(', ')} could be made.`)
  console.log(`!!! No Python with ${libraries.join(', ')} here (TRIPLINE_PYTHON names one): its tests are skipped.`)
  return null
}

const hasLibraries = (python: string): boolean =>
  spawnSync(python, ['-c', `import ${libraries.join(', ')}`], { stdio: 'ignore' }).status === 0

function make(python: string): boolean {
  const folder = join(python, '../..')
  if (!existsSync(python)) spawnSync('python3', ['-m', 'venv', folder], { stdio: 'inherit' })
  spawnSync(python, ['-m', 'pip', 'install', '--quiet', ...libraries], { stdio: 'inherit' })
  return hasLibraries(python)
}
