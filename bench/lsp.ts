// How long the language server lets an editor wait, on a file of 500 lines, and right after something was typed in it.
import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Position } from 'vscode-languageserver'
import { LanguageClient } from '../test/language-server/client.ts'
import { median, type Row } from './table.ts'

const lines = 500
const runs = 40
const uri = 'file:///rules/many.trip'

export async function lspBench(): Promise<readonly Row[]> {
  const text = manyRules()
  const client = new LanguageClient()
  await client.start()
  await client.open(uri, text)
  await client.problems(uri, 1)
  const rows: Row[] = []
  let version = 1
  for (const [name, ask] of questions(client, text)) {
    const times: number[] = []
    for (let run = 0; run < runs; run++) {
      // Each question is about a text that the server has not seen yet.
      await client.type(uri, ++version, { line: 0, character: 0 }, ' ')
      const start = performance.now()
      await ask()
      times.push(performance.now() - start)
    }
    rows.push({ question: name, 'median ms': median(times.slice(1)), 'most ms': Math.max(...times) })
  }
  await client.stop()
  return rows
}

type Question = readonly [name: string, ask: () => Promise<unknown>]

function questions(client: LanguageClient, text: string): readonly Question[] {
  const before = text.slice(0, text.lastIndexOf('source.ip')).split('\n')
  const place: Position = { line: before.length - 1, character: before.at(-1)!.length + 3 }
  const textDocument = { uri }
  const options = { tabSize: 2, insertSpaces: true }
  const anywhere = { start: { line: 0, character: 0 }, end: { line: lines, character: 0 } }
  const at = (method: string): Question => [method, () => client.at(method, uri, place)]
  return [
    at('completion'),
    at('hover'),
    at('signatureHelp'),
    at('definition'),
    ['documentSymbol', () => client.ask('textDocument/documentSymbol', { textDocument })],
    ['formatting', () => client.ask('textDocument/formatting', { textDocument, options })],
    [
      'codeAction',
      () => client.ask('textDocument/codeAction', { textDocument, range: anywhere, context: { diagnostics: [] } }),
    ],
  ]
}

/** The rules that ship, as often as they make so many lines, each with a name of its own. */
function manyRules(): string {
  const root = resolve(import.meta.dirname, '..')
  const all = globSync('rulesets/**/*.trip', { cwd: root }).map((file) => readFileSync(resolve(root, file), 'utf8'))
  return all.join('\n').split('\n').slice(0, lines).join('\n')
}
