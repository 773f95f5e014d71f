// The language server in a process of its own, used as an editor uses it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type {
  CodeAction,
  CompletionItem,
  DocumentSymbol,
  Hover,
  Location,
  SignatureHelp,
  TextEdit,
} from 'vscode-languageserver'
import { LanguageClient } from './client.ts'

const client = new LanguageClient()
const uri = 'file:///rules/some_rule_here.trip'

const text = `list office: cidr = ["10.0.0.0/8"]
rule some_rule_here {
  title "A"
  level low
  detect auth where event.outcom == "failure" and not source.ip in $office
    | stats failures = count() by source.ip over 60s | where failures > 5
  test "t" { expect none }
}
`
const lineOf = (word: string): { line: number; character: number } => {
  const before = text.slice(0, text.indexOf(word)).split('\n')
  return { line: before.length - 1, character: before.at(-1)!.length }
}

beforeAll(async () => {
  await client.start()
  await client.open(uri, text)
}, 60_000)

afterAll(async () => {
  expect(await client.stop()).toBe(0)
})

test('mistakes are told for the version that was opened, with their place and code', async () => {
  const problems = await client.problems(uri, 1)
  expect(problems.map(({ code, range }) => [code, range.start])).toEqual([['R201', lineOf('event.outcom')]])
})

test('the likely name is offered as a mend', async () => {
  const range = { start: lineOf('event.outcom'), end: lineOf('event.outcom') }
  const context = { diagnostics: [] }
  const actions = await client.ask<CodeAction[]>('textDocument/codeAction', { textDocument: { uri }, range, context })
  expect(actions.map(({ edit }) => edit!.changes![uri]![0]!.newText)).toEqual(['event.outcome'])
})

test('fields are proposed where one may stand, with type and meaning', async () => {
  const items = await client.at<CompletionItem[]>('completion', uri, lineOf('event.outcom'))
  const field = items.find(({ label }) => label === 'source.ip')
  expect(field?.detail).toBe('ip')
  expect(JSON.stringify(field?.documentation)).toContain('client')
})

test('a list says what it holds, and where it is declared', async () => {
  const hover = await client.at<Hover>('hover', uri, lineOf('$office'))
  expect(JSON.stringify(hover.contents)).toContain('10.0.0.0/8')
  const found = await client.at<Location>('definition', uri, lineOf('$office'))
  expect(found.range.start).toEqual({ line: 0, character: 5 })
})

test('an outline has the rule with its title, and its tests', async () => {
  const outline = await client.ask<DocumentSymbol[]>('textDocument/documentSymbol', { textDocument: { uri } })
  const names = outline.map(({ name, detail, children }) => [name, detail, children?.map((child) => child.name)])
  expect(names).toEqual([
    ['office', 'cidr', []],
    ['some_rule_here', 'A', ['t']],
  ])
})

test('what is typed is told anew after a moment, and then formatted', async () => {
  await client.type(uri, 2, { ...lineOf('event.outcom'), character: lineOf('event.outcom').character + 12 }, 'e')
  expect(await client.problems(uri, 2)).toEqual([])
  const options = { tabSize: 2, insertSpaces: true }
  const edits = await client.ask<TextEdit[]>('textDocument/formatting', { textDocument: { uri }, options })
  expect(edits.map(({ newText }) => newText).join('')).toContain('  detect\n    auth where event.outcome == "failure"')
})

test('a call shows its signature while it is written', async () => {
  const end = lineOf('"failure"')
  await client.type(uri, 3, end, 'concat(user.name, ')
  const help = await client.at<SignatureHelp>('signatureHelp', uri, { ...end, character: end.character + 18 })
  expect(help.signatures[0]?.label).toContain('concat')
})

describe('what lies around a file', () => {
  let folder: string
  const at = (name: string): string => pathToFileURL(join(folder, name)).href
  const write = (name: string, content: string): void => writeFileSync(join(folder, name), content)
  const ruleOf = (id: string, detect: string): string =>
    `rule ${id} {\n  title "A"\n  level low\n  detect ${detect}\n  test "t" { auth {} expect none }\n}\n`

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tripline-lsp-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  test('a list is read from its file, and is there once the file is', async () => {
    write('tor.txt', '192.0.2.1\n')
    const own = at('lists_of_files.trip')
    const listed = 'list tor: ip = file("tor.txt")\nlist gone: ip = file("gone.txt")\n'
    await client.open(own, `${listed}macro both = source.ip in $tor or source.ip in $gone\n`)
    const lines = (await client.problems(own, 1)).filter(({ code }) => code === 'R219')
    expect(lines.map(({ range }) => range.start.line)).toEqual([1])
    write('gone.txt', '192.0.2.2\n')
    await client.told(own, ['R803'])
  })

  test('a list that has changed is shown as it is now', async () => {
    write('tor.txt', '192.0.2.1\n')
    const own = at('lists_of_files.trip')
    await client.open(own, 'list tor: ip = file("tor.txt")\n')
    await client.told(own, ['R803'])
    const hover = async () => JSON.stringify(await client.at('hover', own, { line: 0, character: 6 }))
    expect(await hover()).toContain('1 entry')
    write('tor.txt', '192.0.2.1\n192.0.2.77\n')
    await vi.waitFor(async () => expect(await hover()).toContain('2 entries'), 10_000)
  })

  test('a rule of another file may be asked for, once there is such a file', async () => {
    const own = at('over_another_rule.trip')
    await client.open(own, ruleOf('over_another_rule', 'incident where rule.id == "of_events_alone"'))
    await client.told(own, ['R235'])
    write('of_events_alone.trip', ruleOf('of_events_alone', 'auth'))
    await client.told(own, [])
    const place = { line: 3, character: 38 }
    const items = await client.at<CompletionItem[]>('completion', own, place)
    expect(items.map(({ label }) => label)).toContain('of_events_alone')
  })

  test('a rule that another file of the folder has is defined twice', async () => {
    write('some_older_rule.trip', ruleOf('rule_of_two_files', 'auth'))
    const own = at('rule_of_two_files.trip')
    await client.open(own, ruleOf('rule_of_two_files', 'auth'))
    await client.told(own, ['R211'])
  })
})

test('of a file that is not open there is no answer, and no failure', async () => {
  expect(await client.at('hover', 'file:///elsewhere.trip', { line: 0, character: 0 })).toBeNull()
})
