// A clone being installed or packed → dist/. Does nothing where there is no compiler (`npm ci --omit=dev`).
'use strict'

const { spawnSync } = require('node:child_process')
const fs = require('node:fs')
const path = require('node:path')

const root = path.join(__dirname, '..')
const bundledNode = path.join(root, 'node_modules', 'node', 'bin', 'node')
// A clone runs from src whatever becomes of dist; a package is nothing but its dist.
const isPacking = ['pack', 'publish'].includes(process.env.npm_command)

if (fs.existsSync(path.join(root, 'node_modules', 'typescript'))) {
  const node = fs.existsSync(bundledNode) ? bundledNode : process.execPath
  const { status } = spawnSync(node, [path.join(__dirname, 'build.ts')], { cwd: root, stdio: 'inherit' })
  if (status !== 0) console.error('dist/ could not be built; a clone works without it, a package does not.')
  if (status !== 0 && isPacking) process.exitCode = 1
}
