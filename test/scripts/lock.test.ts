// package-lock.json: a clean install accepts it on every machine, also where some packages cannot be had.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'

interface Locked {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly hasInstallScript?: boolean
}

const read = <T>(name: string): T => JSON.parse(readFileSync(resolve(import.meta.dirname, '../..', name), 'utf8')) as T

const { packages } = read<{ packages: Readonly<Record<string, Locked>> }>('package-lock.json')

/** Where Node would find it, from the inside out. */
function isLocked(name: string, from: string): boolean {
  const parts = from === '' ? [] : from.split('/node_modules/')
  const folders = parts.map((_, index) => `${parts.slice(0, index + 1).join('/node_modules/')}/`).concat('')
  return folders.some((folder) => packages[`${folder}node_modules/${name}`] !== undefined)
}

// npm leaves an optional package out of the lock where the registry of the machine that writes it lacks the package;
// a clean install then refuses the lock everywhere.
test('each package that another one wants is in it, for other systems as well', () => {
  const lacking = Object.entries(packages).flatMap(([from, { dependencies = {}, optionalDependencies = {} }]) =>
    Object.keys({ ...dependencies, ...optionalDependencies })
      .filter((name) => !isLocked(name, from))
      .map((name) => `${from} → ${name}`),
  )
  expect(lacking).toEqual([])
})

test('of each package with an install script it is said whether it may run', () => {
  const { allowScripts } = read<{ allowScripts: Readonly<Record<string, boolean>> }>('package.json')
  const withScript = Object.entries(packages)
    .filter(([path, { hasInstallScript }]) => hasInstallScript && path !== '')
    .map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length))
  expect(Object.keys(allowScripts).sort()).toEqual([...new Set(withScript)].sort())
})
