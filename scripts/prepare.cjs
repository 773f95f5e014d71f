// A clone being installed or packed → dist/. Does nothing where there is no compiler (`npm ci --omit=dev`).
'use strict'

const { spawnSync } = require('node:child_process')
const fs = require('node:fs')
const path = require('node:path')

const root = path.join(__dirname, '..')
const modules = path.join(root, 'node_modules')
const bundledNode = path.join(modules, 'node', 'bin', 'node')
const command = process.env.npm_command
// A clone runs from src whatever becomes of dist; a package is nothing but its dist.
const isPacking = command === 'pack' || command === 'publish'

// `npx tripline` within a clone prepares it too, before its first run, and has no use for dist.
if (command !== 'exec' && fs.existsSync(path.join(modules, 'typescript'))) build()

function build() {
  const node = fs.existsSync(bundledNode) ? bundledNode : process.execPath
  const { status } = spawnSync(node, [path.join(__dirname, 'build.ts')], { cwd: root, stdio: 'inherit' })
  if (status === 0) return
  console.error('dist/ could not be built; a clone works without it, a package does not.')
  if (isPacking) process.exitCode = 1
}
