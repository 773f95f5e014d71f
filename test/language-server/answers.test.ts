// What the language server answers, place by place; and the laws of its answers over every rule that ships.
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { complete } from '../../src/language-server/completion.ts'
import { definition } from '../../src/language-server/definition.ts'
import { type Document, documentOf } from '../../src/language-server/document.ts'
import { formatting } from '../../src/language-server/formatting.ts'
import { hover } from '../../src/language-server/hover.ts'
import { quickFixes } from '../../src/language-server/problems.ts'
import { signatureHelp } from '../../src/language-server/signature-help.ts'
import { symbols } from '../../src/language-server/symbols.ts'

/** `‸` is the place that is asked about. */
function placed(text: string): { readonly document: Document; readonly offset: number } {
  const offset = text.indexOf('‸')
  return { document: documentOf(text.replace('‸', '')), offset }
}

const labels = (text: string): readonly string[] => {
  const { document, offset } = placed(text)
  return complete(document, offset).map(({ label }) => label)
}

const counted = 'detect auth | stats n = count(), median(event.duration) over 5s'
const steps = 'detect sequence by source.ip with maxspan=5m step guess = [auth] step login = [auth]'

describe('what is proposed', () => {
  // biome-ignore format: table
  test.each<[place: string, wanted: readonly string[], unwanted: readonly string[]]>([
    ['‸', ['rule', 'list', 'macro', 'field', 'language'], ['title', 'and']],
    ['rule a {\n  ‸\n}', ['title', 'detect', 'test', 'suppress'], ['where', 'source.ip']],
    ['rule a { level ‸', ['high', 'critical'], ['stable', 'source.ip']],
    ['rule a { status ‸', ['stable'], ['high']],
    ['rule a { detect ‸', ['auth', 'handshake', 'any', 'sequence', 'sample', 'respond'], ['source.ip', 'count']],
    ['macro bad = auth where true\nrule a { detect ‸', ['bad', 'auth'], []],
    ['rule a { detect auth where ‸', ['source.ip', 'startsWith', 'not', 'rpc.params'], ['count', 'title']],
    ['rule a { detect auth where event.‸', ['event.outcome'], []],
    ['rule a { detect auth where ?so‸', ['source.ip'], []],
    ['macro late = source.port > 5\nrule a { detect auth where l‸', ['late', 'length'], []],
    ['field my.own: long\nrule a { detect auth where ‸', ['my.own'], []],
    ['list tor: ip = []\nrule a { detect auth where source.ip in ‸', ['$tor'], ['source.ip']],
    ['rule a { detect auth where source.ip == "a" ‸', ['and', 'or', 'title'], ['source.ip']],
    ['rule a { detect auth | ‸', ['stats', 'where', 'first_seen', 'head'], ['and']],
    ['rule a { detect auth | stats n = ‸', ['count', 'percentile', 'interval'], ['startsWith']],
    ['rule a { detect auth | stats count() over ‸', ['tumbling', 'session', 'connection'], ['by']],
    [`rule a { ${counted} | where ‸`, ['n', 'median'], ['source.ip']],
    [`rule a { ${counted} suppress 5m by ‸`, ['n', 'source.ip'], ['sequence']],
    [`rule a { ${steps} except ‸`, ['guess', 'login', 'where'], ['source.ip']],
    ['rule a { respond ‸', ['webhook', 'block', 'close', 'log'], []],
    ['rule a { test "a" { ‸', ['auth', 'repeat', 'expect', 'wait'], ['any']],
    ['rule a { test "a" { auth { ‸', ['source.ip', 'user.name'], []],
    ['rule a { test "a" { auth { user.name = ‸', ['n', 'concat'], ['source.ip']],
    ['list tor: ‸', ['cidr', 'domain'], ['long']],
    ['field own: ‸', ['long', 'boolean'], ['cidr']],
    [`rule a { ${counted} incident "{‸`, ['n', 'source.ip'], ['startsWith']],
    ['rule a { title "a mistake level ]\n detect auth where ‸', ['source.ip'], []],
    ['rule a { detect auth where event.outcome == "fa‸"', ['failure', 'success'], ['source.ip']],
    ['rule a { detect auth where event.outcome not in ("failure", "‸', ['unknown'], ['source.ip']],
    ['rule a { test "a" { auth { ?event.outcome = "‸', ['success'], ['source.ip']],
    ['rule a { title "source.‸"', [], ['source.ip']],
    ['rule a { // sou‸', [], ['source.ip']],
  ])('at %s', (text, wanted, unwanted) => {
    const found = labels(text)
    expect(wanted.filter((label) => !found.includes(label))).toEqual([])
    expect(unwanted.filter((label) => found.includes(label))).toEqual([])
  })

  test('replaces the whole word, with the sign before it', () => {
    const { document, offset } = placed('rule a { detect auth where ?event.ou‸')
    const { textEdit } = complete(document, offset).find(({ label }) => label === 'event.outcome')!
    expect(textEdit).toEqual({
      range: { start: { line: 0, character: 27 }, end: { line: 0, character: 36 } },
      newText: '?event.outcome',
    })
  })
})

const hovered = (text: string): string => {
  const { document, offset } = placed(text)
  return JSON.stringify(hover(document, offset)?.contents ?? null)
}

describe('what is shown of a word', () => {
  // biome-ignore format: table
  test.each([
    ['rule a { detect auth where source.i‸p == "a" }', 'source.ip: ip'],
    ['rule a { detect auth where rpc.params.amou‸nt > 1 }', 'Parameters of a call'],
    ['rule a { detect auth where starts‸With(user.name, "a") }', 'startsWith(source'],
    ['rule a { detect au‸th }', 'login'],
    ['macro m = source.port > 5\nrule a { detect auth where ‸m }', 'source.port > 5'],
    ['list l: cidr = ["10.0.0.0/8"]\nrule a { detect auth where source.ip in $‸l }', '10.0.0.0/8'],
    ['rule a { detect auth | stats n = cou‸nt() over 5s }', 'How many events'],
    ['rule a { detect auth | stats n = count() over 5s | where ‸n > 5 }', 'n = count()'],
    ['rule a { sup‸press 5m detect auth }', 'not raised again'],
    ['rule a { detect auth where sorce.i‸p == "a" }', 'Did you mean'],
  ])('%s', (text, wanted) => {
    expect(hovered(text)).toContain(wanted)
  })
})

const defined = (text: string): string => {
  const { document, offset } = placed(text)
  const range = definition(document, offset)
  return range ? document.lines.getText(range) + `@${document.lines.offsetAt(range.start)}` : 'nowhere'
}

describe('where a word is defined', () => {
  // biome-ignore format: table
  test.each([
    ['macro m = source.port > 5\nrule a { detect auth where ‸m }', 'm@6'],
    ['macro q = auth where true\nrule a { detect ‸q }', 'q@6'],
    ['list l: ip = []\nrule a { detect auth where source.ip in $‸l }', 'l@5'],
    ['field my.own: long\nrule a { detect auth where my.o‸wn > 5 }', 'my.own@6'],
    ['rule a { detect auth | stats n = count() over 5s | where ‸n > 5 }', 'n@29'],
    [`rule a { ${steps} except gu‸ess where true reason "b" }`, 'guess@59'],
    ['rule a { detect step c = [close] conversation by source.ip { ‸c } }', 'c@21'],
    ['rule a { detect auth where source.i‸p == "a" }', 'nowhere'],
  ])('%s', (text, wanted) => {
    expect(defined(text)).toBe(wanted)
  })
})

describe('the argument that is being written', () => {
  // biome-ignore format: table
  test.each([
    ['rule a { detect auth where concat(‸', 'concat', 0],
    ['rule a { detect auth where substring("a(", length("b"), ‸', 'substring', 2],
    ['rule a { detect auth where substring("a", length(‸', 'length', 0],
    ['rule a { detect auth where startsWith~(a, ‸', 'startsWith', 1],
    ['rule a { detect auth | stats p = percentile(event.duration, ‸', 'percentile', 1],
  ])('%s', (text, name, argument) => {
    const { document, offset } = placed(text)
    const help = signatureHelp(document, offset)
    expect([help?.signatures[0]?.label.split('(')[0], help?.activeParameter]).toEqual([name, argument])
  })

  test('outside of a call there is none', () => {
    const { document, offset } = placed('rule a { detect auth where concat("a") == ‸')
    expect(signatureHelp(document, offset)).toBeNull()
  })
})

describe('a likely mend', () => {
  const range = { start: { line: 0, character: 0 }, end: { line: 999, character: 0 } }
  const cases = join(import.meta.dirname, '../conformance/diagnostics')
  const files = globSync('*.txt', { cwd: cases }).filter((file) =>
    readFileSync(join(cases, file), 'utf8').includes('Did you mean'),
  )

  const unreadable = (document: Document): number => document.problems().filter(({ code }) => code === 'R101').length

  test.each(files)('of %s takes its mistake away', (file) => {
    const document = documentOf(readFileSync(join(cases, file.replace('.txt', '.trip')), 'utf8'))
    const fixes = quickFixes(document, 'file:///a', range)
    expect(fixes.length).toBeGreaterThan(0)
    for (const { edit, diagnostics } of fixes) {
      const [change] = edit!.changes!['file:///a']!
      const [from, to] = [document.lines.offsetAt(change!.range.start), document.lines.offsetAt(change!.range.end)]
      const mended = documentOf(document.text.slice(0, from) + change!.newText + document.text.slice(to))
      const { code } = diagnostics![0]!
      const left = mended.problems().filter((found) => found.code === code && found.primary.span.start === from)
      expect([change!.newText, left]).toEqual([change!.newText, []])
      expect(unreadable(mended)).toBeLessThanOrEqual(unreadable(document))
    }
  })
})

const root = join(import.meta.dirname, '../..')
const shipped = globSync('rulesets/**/*.trip', { cwd: root })

describe('over every rule that ships', () => {
  test.each(shipped)('%s: what stands at a place is among what is proposed there', (file) => {
    const text = readFileSync(join(root, file), 'utf8')
    const document = documentOf(text)
    const tokens = document.tokens()
    const missed = tokens.flatMap(({ image, startOffset, tokenType }, i) => {
      const isWord = /^[a-z$][\w.]*$/.test(image) && tokenType.name !== 'Numeral'
      if (!isWord || tokens[i + 1]?.image === '=') return []
      const found = complete(document, startOffset + 1).map(({ label }) => label)
      return found.length === 0 || found.includes(image) ? [] : [image]
    })
    expect(missed).toEqual([])
    expect(tokens.length).toBeGreaterThan(20)
  })

  test.each(shipped)('%s: an outline names the rule, and formatting leaves it as it is', (file) => {
    const document = documentOf(readFileSync(join(root, file), 'utf8'))
    expect(symbols(document).map(({ name }) => name)).toContain(basename(file, '.trip'))
    expect(formatting(document)).toEqual([])
  })
})

const everyShape = readFileSync(join(root, 'test/conformance/syntax/every_shape.trip'), 'utf8')

test('nothing that is asked about a damaged text fails', () => {
  const damage = fc.tuple(fc.nat(everyShape.length), fc.nat(40), fc.constantFrom('', '{', '"', '(', '/*', '[', '| '))
  fc.assert(
    fc.property(damage, fc.nat(everyShape.length), ([at, length, put], offset) => {
      const document = documentOf(everyShape.slice(0, at) + put + everyShape.slice(at + length))
      const place = Math.min(offset, document.text.length)
      for (const ask of [complete, hover, definition, signatureHelp]) ask(document, place)
      for (const ask of [symbols, formatting]) ask(document)
    }),
    { numRuns: 60 },
  )
})
