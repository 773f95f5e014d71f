// A clone being installed or packed → dist/, and `npx tripline` at hand.
// Does nothing about dist/ where there is no compiler (`npm ci --omit=dev`).
'use strict'

const { spawnSync } = require('node:child_process')
const fs = require('node:fs')
const path = require('node:path')

const root = path.join(__dirname, '..')
const modules = path.join(root, 'node_modules')
const bundledNode = path.join(modules, 'node', 'bin', 'node')
// A clone runs from src whatever becomes of dist; a package is nothing but its dist.
const isPacking = ['pack', 'publish'].includes(process.env.npm_command)

if (fs.existsSync(modules)) linkCommand()
if (fs.existsSync(path.join(modules, 'typescript'))) build()

// npm links the commands of dependencies alone; without this npx makes itself a copy of the package first.
function linkCommand() {
  const link = path.join(modules, '.bin', 'tripline')
  if (process.platform === 'win32' || fs.existsSync(link)) return
  fs.mkdirSync(path.dirname(link), { recursive: true })
  fs.rmSync(link, { force: true })
  fs.symlinkSync(path.relative(path.dirname(link), path.join(root, 'bin', 'tripline.cjs')), link)
}

function build() {
  const node = fs.existsSync(bundledNode) ? bundledNode : process.execPath
  const { status } = spawnSync(node, [path.join(__dirname, 'build.ts')], { cwd: root, stdio: 'inherit' })
  if (status === 0) return
  console.error('dist/ could not be built; a clone works without it, a package does not.')
  if (isPacking) process.exitCode = 1
}
