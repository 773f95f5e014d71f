// Rules that ship, cases of the tests and made-up programs, mutated → what the compiler threw, or how many it took.
import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import { createRandom } from '../../bench/random.ts'
import { parseFile } from '../../src/compiler/1-parse/parse.ts'
import { compileQuery, compileRules } from '../../src/compiler/compile.ts'
import { printFile, printQuery } from '../../src/compiler/print.ts'
import { isWarning } from '../../src/diagnostic/codes.ts'
import type { Diagnostic } from '../../src/diagnostic/diagnostic.ts'
import { file, query } from '../../test/compiler/programs.ts'
import { mutateText, wordsOf } from './text.ts'
import type { Report } from './watch.ts'

export interface CompileTask {
  readonly count: number
  readonly seed: number
}

export interface CompileDone {
  readonly count: number
  /** Texts without a mistake. */
  readonly sound: number
}

export interface CompileThrew {
  readonly error: string
  readonly text: string
}

/** After so many texts it tells how far it has come; after twenty times as many, others are made up. */
const round = 500
const madeUp = 200

/** The same seed gives the same texts. */
export function fuzzCompile(
  { count, seed }: CompileTask,
  tell: (report: Report<CompileDone, CompileThrew>) => void,
): void {
  const random = createRandom(seed)
  const written = corpus()
  let sound = 0
  let texts = written
  let words = wordsOf(texts)
  for (let done = 0; done < count; done += round) {
    if (done % (20 * round) === 0) {
      texts = [...written, ...programs(seed + done)]
      words = wordsOf(texts)
    }
    for (let n = 0; n < round; n++) {
      const text = mutateText(texts, words, random)
      try {
        if (takes(text)) sound++
      } catch (error) {
        tell({ kind: 'threw', error: String((error as Error).stack), text })
        return
      }
    }
    tell({ kind: 'going', count: done + round })
  }
  tell({ kind: 'done', count: Math.ceil(count / round) * round, sound })
}

/** Whether there is no mistake in it. Throws where one of the compiler's laws does not hold. */
function takes(text: string): boolean {
  const rule = /\brule\s+(\w+)/.exec(text)?.[1]
  if (rule === undefined) return takesQuery(text)
  const { problems } = compileRules([{ path: `rules/${rule}.trip`, text }])
  const diagnostics = problems.flatMap((problem) => problem.diagnostics)
  checkSpans(diagnostics, text)
  // What could not be read cannot be printed.
  if (diagnostics.some(({ code }) => code.startsWith('R1'))) return false
  const { tree } = parseFile(text)
  const printed = printFile(tree, text)
  const again = printFile(parseFile(printed).tree, printed)
  if (again !== printed) throw new Error(`printed otherwise the second time:\n${printed}\n${again}`)
  return diagnostics.every(({ code }) => isWarning(code))
}

function takesQuery(text: string): boolean {
  const compiled = compileQuery(text, { fields: 'dynamic' })
  if (!compiled.ok) checkSpans(compiled.diagnostics, text)
  return compiled.ok
}

function checkSpans(diagnostics: readonly Diagnostic[], text: string): void {
  for (const { primary, context = [] } of diagnostics) {
    for (const { span } of [primary, ...context]) {
      if (span.start < 0 || span.end < span.start || span.end > text.length) throw new Error('a span outside the text')
    }
  }
}

const root = resolve(import.meta.dirname, '../..')

const corpus = (): readonly string[] =>
  globSync(['rulesets/**/*.trip', 'test/conformance/{syntax,diagnostics}/*.trip'], { cwd: root })
    .toSorted()
    .map((path) => readFileSync(join(root, path), 'utf8'))

const programs = (seed: number): readonly string[] => [
  ...fc.sample(file, { seed, numRuns: madeUp }).map((made) => printFile(made)),
  ...fc.sample(query, { seed, numRuns: madeUp }).map((made) => printQuery(made)),
]
