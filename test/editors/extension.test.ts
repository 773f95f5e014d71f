// The extension for Visual Studio Code: what it names is there, and it starts the program that is meant, where it may.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'

const folder = join(import.meta.dirname, '../../editors/vscode')
const read = (file: string): string => readFileSync(join(folder, file), 'utf8')
const require = createRequire(import.meta.url)

const workspaceFolder = mkdtempSync(join(tmpdir(), 'tripline-vscode-'))
afterAll(() => rmSync(workspaceFolder, { recursive: true, force: true }))

interface Server {
  readonly command: string
  readonly args: readonly string[]
}

interface Extension {
  readonly activate: (context: { readonly subscriptions: unknown[] }) => Promise<void>
  readonly deactivate: () => Promise<void>
}

/** The extension as an editor would load it, and the servers that it started. */
function load(set: string, isTrusted: boolean): { readonly extension: Extension; readonly started: Server[] } {
  const started: Server[] = []
  const stubs: Record<string, unknown> = {
    vscode: {
      commands: { registerCommand: () => ({}) },
      window: { showErrorMessage: () => {} },
      workspace: {
        isTrusted,
        workspaceFolders: [{ uri: { fsPath: workspaceFolder } }],
        getConfiguration: () => ({ get: () => set }),
        onDidGrantWorkspaceTrust: () => ({}),
        onDidChangeConfiguration: () => ({}),
      },
    },
    'vscode-languageclient/node': {
      TransportKind: { stdio: 0 },
      LanguageClient: function Client(_id: string, _name: string, server: Server) {
        return { start: async () => started.push(server), stop: async () => {}, isRunning: () => true }
      },
    },
  }
  const module = { exports: {} }
  new Function('require', 'module', read('extension.cjs'))((name: string) => stubs[name] ?? require(name), module)
  return { extension: module.exports as Extension, started }
}

describe('the server', () => {
  test('is the one on the PATH where nothing else is known', async () => {
    const { extension, started } = load('', true)
    await extension.activate({ subscriptions: [] })
    expect(started.map(({ command, args }) => [command, ...args])).toEqual([['tripline', 'lsp']])
  })

  test('is the one of the workspace where it has one, but for one that is set', async () => {
    const launcher = join(workspaceFolder, 'node_modules/tripline/bin/tripline.cjs')
    mkdirSync(join(launcher, '..'), { recursive: true })
    writeFileSync(launcher, '')
    const own = load('', true)
    await own.extension.activate({ subscriptions: [] })
    expect(own.started[0]?.args).toEqual([launcher, 'lsp'])
    const set = load('/opt/tripline', true)
    await set.extension.activate({ subscriptions: [] })
    expect(set.started[0]?.command).toBe('/opt/tripline')
  })

  test('is not started where the workspace is not trusted', async () => {
    const { extension, started } = load('', false)
    await extension.activate({ subscriptions: [] })
    expect(started).toEqual([])
  })
})

test('every file that the manifest names is there', () => {
  const { main, contributes } = JSON.parse(read('package.json')) as {
    main: string
    contributes: { languages: { configuration: string }[]; grammars: { path: string; scopeName: string }[] }
  }
  const files = [
    main,
    ...contributes.languages.map((one) => one.configuration),
    ...contributes.grammars.map((one) => one.path),
  ]
  expect(files.filter((file) => !existsSync(join(folder, file)))).toEqual([])
  const grammar = JSON.parse(read('tripline.tmLanguage.json')) as { scopeName: string }
  expect(grammar.scopeName).toBe(contributes.grammars[0]!.scopeName)
})

test('a word for the editor is a whole field, with the sign before it', () => {
  const { wordPattern } = JSON.parse(read('language-configuration.json')) as { wordPattern: string }
  expect('not ?source.ip in $office'.match(new RegExp(wordPattern, 'g'))).toEqual([
    'not',
    '?source.ip',
    'in',
    '$office',
  ])
})
