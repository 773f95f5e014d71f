// The folder of a clone → a hash of all that its program is built from: what was built runs in its place as long as this is
// the same. By what the files hold and not by their times, which say nothing after a checkout.
'use strict'

const { createHash } = require('node:crypto')
const { readdirSync, readFileSync } = require('node:fs')
const { join } = require('node:path')

const folders = ['src', 'grammar', 'connectors', 'integrations/ws']

/** What is built besides, and how: packages are bundled too. */
const others = ['scripts/build.ts', 'node_modules/.package-lock.json']

/** Beside what was built: the hash of what it was built from. */
exports.record = 'dist/sources.sha256'

/** Throws where one of them is not there. */
exports.hashOf = (root) => {
  const hash = createHash('sha256')
  const add = (file) => {
    const text = readFileSync(join(root, file))
    hash.update(`${file} ${text.length}\n`)
    hash.update(text)
  }
  for (const folder of folders) for (const file of modulesIn(root, folder)) add(file)
  for (const file of others) add(file)
  return hash.digest('hex')
}

function modulesIn(root, folder) {
  const found = []
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) found.push(...modulesIn(root, path))
    else if (path.endsWith('.ts')) found.push(path)
  }
  return found.sort()
}
