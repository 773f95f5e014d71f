// The colours of an editor, held against the parser: what a word is to the one it is to the other.
import { globSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { CstNode, IToken } from 'chevrotain'
import { beforeAll, expect, test } from 'vitest'
import * as oniguruma from 'vscode-oniguruma'
import { type IGrammar, INITIAL, parseRawGrammar, Registry } from 'vscode-textmate'
import { ruleParser } from '../../grammar/rule/parser.ts'
import { ruleLexer } from '../../grammar/rule/tokens.ts'

const root = join(import.meta.dirname, '../..')
const path = join(root, 'editors/vscode/tripline.tmLanguage.json')
const require = createRequire(import.meta.url)

let grammar: IGrammar

beforeAll(async () => {
  await oniguruma.loadWASM(readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm')))
  const registry = new Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (sources) => new oniguruma.OnigScanner(sources),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async () => parseRawGrammar(readFileSync(path, 'utf8'), path),
  })
  grammar = (await registry.loadGrammar('source.tripline'))!
})

/** The innermost scope at every offset where one begins. */
function scopesOf(text: string): (offset: number) => string {
  const scopes: string[] = []
  let stack = INITIAL
  let start = 0
  for (const line of text.split('\n')) {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, stack)
    for (const { startIndex, endIndex, scopes: all } of tokens) {
      scopes.fill(all.at(-1)!, start + startIndex, start + endIndex)
      for (let i = startIndex; i < endIndex; i++) scopes[start + i] = all.at(-1)!
    }
    stack = ruleStack
    start += line.length + 1
  }
  return (offset) => scopes[offset] ?? ''
}

/** What the parser took each token for: `Name` also where it is a word of the language elsewhere. */
function rolesIn(node: CstNode): readonly (readonly [role: string, token: IToken])[] {
  return Object.entries(node.children).flatMap(([role, children]) =>
    children.flatMap((child) => ('children' in child ? rolesIn(child) : [[role, child] as const])),
  )
}

// biome-ignore format: table
const wanted: Readonly<Record<string, RegExp>> = {
  Text:         /^string/,
  RawString:    /^string/,
  Numeral:      /^constant\.numeric/,
  Span:         /^constant\.numeric\.span/,
  Day:          /^constant\.other\.date/,
  ListName:     /^variable\.other\.list/,
  OptionalName: /^variable\.other\.optional/,
  QuotedName:   /^variable\.other\.quoted/,
  Name:         /^(?:variable|support|entity|constant\.language)/,
  True:         /^constant\.language/,
  False:        /^constant\.language/,
  Null:         /^constant\.language/,
}

function wantedOf(role: string, { image }: IToken): RegExp {
  return wanted[role] ?? (/^\w/.test(image) ? /^(?:keyword|storage)/ : /^(?:keyword\.operator|source)/)
}

const files = globSync(['rulesets/**/*.trip', 'test/conformance/syntax/every_shape.trip'], { cwd: root })

test.each(files)('%s has the colours of what it says', (file) => {
  const text = readFileSync(join(root, file), 'utf8')
  const parser = ruleParser()
  parser.input = ruleLexer().tokenize(text).tokens
  const roles = rolesIn(parser.ruleFile())
  const scopeAt = scopesOf(text)
  // A code such as T1110.001 or CWE-79 is several tokens, which are nobody's words.
  const wrong = roles.flatMap(([role, token]) => {
    const scope = scopeAt(token.startOffset)
    const line = text.slice(text.lastIndexOf('\n', token.startOffset) + 1, token.startOffset)
    if (/^\s*(?:attack|cwe|wstg)\s/.test(line) || wantedOf(role, token).test(scope)) return []
    return [`${role} ${token.image}: ${scope}`]
  })
  expect(wrong).toEqual([])
  expect(roles.length).toBeGreaterThan(20)
})

test('comments, escapes and placeholders stand out', () => {
  const text = 'rule a {\n  incident "{source.ip} \\n" // end\n  /* a\n b */ title "x"\n}'
  const scopeAt = scopesOf(text)
  const at = (part: string): string => scopeAt(text.indexOf(part))
  expect([at('{source'), at('\\n'), at('// end'), at(' b */'), at('title')]).toEqual([
    'variable.other.placeholder.tripline',
    'constant.character.escape.tripline',
    'comment.line.double-slash.tripline',
    'comment.block.tripline',
    'keyword.control.tripline',
  ])
})
