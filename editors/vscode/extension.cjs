// The extension: finds `tripline`, starts its language server, and speaks to it for the editor.
'use strict'

const fs = require('node:fs')
const path = require('node:path')
const { commands, window, workspace } = require('vscode')
const { LanguageClient, TransportKind } = require('vscode-languageclient/node')

/** @type {LanguageClient | undefined} */
let client

async function activate(context) {
  context.subscriptions.push(
    commands.registerCommand('tripline.restart', restart),
    workspace.onDidGrantWorkspaceTrust(restart),
    workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('tripline.path') && restart()),
  )
  await restart()
}

// A workspace that is not trusted must not have its programs run.
async function restart() {
  await deactivate()
  if (!workspace.isTrusted) return
  const command = program(workspace.getConfiguration('tripline').get('path'), workspace.workspaceFolders ?? [])
  const server = { ...command, transport: TransportKind.stdio }
  const documents = [
    { language: 'tripline', scheme: 'file' },
    { language: 'tripline', scheme: 'untitled' },
  ]
  const started = new LanguageClient('tripline', 'Tripline', server, { documentSelector: documents })
  client = started
  try {
    await started.start()
  } catch (error) {
    window.showErrorMessage(
      `Tripline's language server does not start: ${error.message}. Set tripline.path, or install tripline.`,
    )
  }
}

/** What is set, else what the workspace has installed, else what the PATH has. Windows starts scripts through a shell only. */
function program(set, folders) {
  const launcher = path.join('node_modules', 'tripline', 'bin', 'tripline.cjs')
  const inFolder = folders.map(({ uri }) => path.join(uri.fsPath, launcher)).find((file) => fs.existsSync(file))
  if (!set && inFolder) return { command: process.platform === 'win32' ? 'node.exe' : 'node', args: [inFolder, 'lsp'] }
  return { command: set || 'tripline', args: ['lsp'], options: { shell: process.platform === 'win32' } }
}

async function deactivate() {
  const running = client
  client = undefined
  if (running?.isRunning()) await running.stop()
}

module.exports = { activate, deactivate, program }
