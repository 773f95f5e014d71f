// Every diagnostic of the rule language, as it is shown: a rule file with a mistake, and beside it what is said of it.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ListFiles } from '../../src/app/list-files.ts'
import { compileRead } from '../../src/app/rules.ts'
import { codes, isWarning } from '../../src/diagnostic/codes.ts'
import { render } from '../../src/diagnostic/render.ts'
import { golden } from '../cases.ts'

const folder = join(import.meta.dirname, 'diagnostics')

/** `R201-unknown_field.trip` is the file `unknown_field.trip`, since a rule is called as its file. */
const pathOf = (file: string): string => file.replace(/^\w\d+-/, '')

const today = '2026-11-22'

/** A list that a case reads from a file stands in `lists` beside it. */
function compiled(file: string, text: string) {
  const { ruleset, problems } = compileRead(
    [{ path: pathOf(file), at: join(folder, file), text }],
    { paths: undefined, today },
    new ListFiles(),
  )
  return { ruleset, problems: problems.map((of) => ({ ...of, path: of.path.replace(`${folder}/`, '') })) }
}

describe('diagnostics', () => {
  golden(folder, '.trip', '.txt', (text, file) => {
    const { problems } = compiled(file, text)
    const rendered = problems.flatMap((of) => of.diagnostics.map((found) => render(found, of.text, of.path)))
    return `${rendered.join('\n\n')}\n`
  })

  const files = readdirSync(folder).filter((file) => file.endsWith('.trip'))

  test('every code of the language has a case', () => {
    const shown = new Set(files.map((file) => file.slice(0, 4)))
    expect(Object.keys(codes).filter((code) => code.startsWith('R') && !shown.has(code))).toEqual([])
  })

  test.each(files)('%s shows its code', (file) => {
    const text = readFileSync(join(folder, file), 'utf8')
    const { ruleset, problems } = compiled(file, text)
    const found = problems.flatMap(({ diagnostics }) => diagnostics.map(({ code }) => code))
    expect(found).toContain(file.slice(0, 4))
    expect(ruleset.rules.length > 0).toBe(found.every(isWarning))
  })
})
