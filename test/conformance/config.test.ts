// Every diagnostic of tripline.yaml, as it is shown: a config with mistakes, and beside it what is said of them.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseConfig } from '../../src/config/parse.ts'
import type { Diagnostic } from '../../src/diagnostic/diagnostic.ts'
import { render } from '../../src/diagnostic/render.ts'
import { golden } from '../cases.ts'

const folder = join(import.meta.dirname, 'config')

const problems = (text: string): readonly Diagnostic[] => {
  const parsed = parseConfig(text)
  return parsed.ok ? [] : parsed.diagnostics
}

describe('config', () => {
  golden(folder, '.yaml', '.txt', (text) =>
    problems(text)
      .map((found) => render(found, text, 'tripline.yaml'))
      .join('\n\n')
      .concat('\n'),
  )

  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'))

  test.each(files)('%s shows its code', (file) => {
    const found = problems(readFileSync(join(folder, file), 'utf8')).map(({ code }) => code)
    expect(found).toContain(file.slice(0, 4))
  })
})
