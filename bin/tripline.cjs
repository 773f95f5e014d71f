#!/usr/bin/env node
// The command line's arguments → the program, under a Node that can run it; else words on what is missing.
// Plain old JavaScript throughout: it must still parse on Node 8 to be able to say so.
'use strict'

const fs = require('fs')
const path = require('path')

const neededMajor = 24
const root = path.join(__dirname, '..')
const isClone = fs.existsSync(path.join(root, 'src', 'main.ts'))
const bundledNode = path.join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')

if (process.env.npm_command === 'exec' && !process.env.TRIPLINE_RELAUNCHED) endWithParent()
if (Number(process.versions.node.split('.')[0]) >= neededMajor) start()
else if (isClone && fs.existsSync(bundledNode) && !process.env.TRIPLINE_RELAUNCHED) runUnder(bundledNode)
else refuse(tooOld())

function start() {
  const program = isClone && !isBuilt() ? 'src/main.ts' : 'dist/src/main.js'
  const main = path.join(root, program)
  if (!fs.existsSync(main)) return refuse('Tripline is not whole here: ' + main + ' is missing. Install it again.')
  if (isClone && !fs.existsSync(path.join(root, 'node_modules'))) return refuse(notInstalled())
  if (process.env.TRIPLINE_RELAUNCHED && process.channel) endWithLauncher()
  keepCompiled(program)
  // Apart, since the syntax of import() does not parse on the oldest.
  require('./load.cjs')(main)
}

// What was built of a clone starts in half the time, and is run as long as it is built from what stands there.
function isBuilt() {
  const sources = require('./sources.cjs')
  try {
    return fs.readFileSync(path.join(root, sources.record), 'utf8') === sources.hashOf(root)
  } catch (_error) {
    return false
  }
}

// npx hands a signal to the shell that it started and not to what runs in that: the shell ends, and this would run on.
function endWithParent() {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    process.kill(process.pid, 'SIGTERM')
  }, 250)
  watch.unref()
}

// One that is killed (-9) passes no signal on; but its end of the channel closes.
function endWithLauncher() {
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'))
  process.channel.unref()
}

// A folder of the user's own: what lies in the machine's temporary folder could be put there by others.
function keepCompiled(program) {
  if (process.env.NODE_COMPILE_CACHE || process.env.NODE_DISABLE_COMPILE_CACHE) return
  const caches = process.env.XDG_CACHE_HOME || path.join(require('os').homedir(), '.cache')
  const compiled = path.join(caches, 'tripline', 'compiled')
  if (isOthers(compiled)) return
  const folder = require('./compiled.cjs').folderFor(compiled, root, program)
  if (folder !== null) require('module').enableCompileCache(folder)
}

// Under sudo the home may be that of a user with fewer rights: what is read from there would run with more. One that is not
// there yet is made.
function isOthers(folder) {
  if (!process.getuid) return false
  try {
    const found = fs.statSync(folder)
    return found.uid !== process.getuid() || (found.mode & 2) !== 0
  } catch (_error) {
    return false
  }
}

function runUnder(node) {
  // Before the start: a signal that comes between would end this process and leave the other one running.
  passOnSignals((signal) => child.kill(signal))
  const child = require('child_process').spawn(node, process.execArgv.concat(__filename, process.argv.slice(2)), {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    // Should that Node be too old as well, it must not start itself over and over.
    env: Object.assign({}, process.env, { TRIPLINE_RELAUNCHED: '1' }),
  })
  child.on('error', (error) => refuse(tooOld() + '\n(' + node + ' was tried: ' + error.message + ')'))
  child.on('exit', (status, signal) => {
    if (signal === null) process.exit(status)
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}

// A terminal gives Ctrl-C to parent and child alike; passed on, the child would see it twice.
function passOnSignals(pass) {
  const onTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2']) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !onTerminal) pass(signal)
    })
  }
}

function tooOld() {
  const found =
    'Tripline needs Node ' + neededMajor + ' or later; this is ' + process.version + ' (' + process.execPath + ').'
  const clone = '  npm ci           in this folder installs the right Node with everything else; then try again.\n'
  return (
    found +
    '\n' +
    (isClone ? clone : '') +
    '  nvm install 24   or a download from https://nodejs.org/en/download brings it for all programs.'
  )
}

function notInstalled() {
  return 'The packages that Tripline is built from are not installed yet: run npm ci in ' + root + ', then try again.'
}

function refuse(message) {
  process.exitCode = 2
  process.stderr.write(message + '\n')
}
