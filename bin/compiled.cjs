// A folder of caches and what runs → the folder in which its compiled code is kept: one for each build, so that what an
// earlier one left can go. Used on current Node alone.
'use strict'

const { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } = require('node:fs')
const { join } = require('node:path')
const { record } = require('./sources.cjs')

const weekMs = 7 * 24 * 60 * 60 * 1000

/** Null where it cannot be made: the program then compiles anew each time. */
exports.folderFor = (caches, root, main) => {
  const folder = join(caches, nameOf(root, main))
  if (existsSync(folder)) return folder
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    forgetOld(caches)
    return folder
  } catch {
    return null
  }
}

/** Of what was built by what it was built from; else by what runs, since a module's code replaces what it was before. */
function nameOf(root, main) {
  if (!main.startsWith('dist/')) return 'source'
  try {
    return readFileSync(join(root, record), 'utf8').slice(0, 16)
  } catch {
    return 'built'
  }
}

/** Of another copy that is still used it is compiled once more. */
function forgetOld(caches) {
  const oldest = Date.now() - weekMs
  for (const name of readdirSync(caches)) {
    const path = join(caches, name)
    if (statSync(path).mtimeMs < oldest) rmSync(path, { recursive: true, force: true })
  }
}
