// Every diagnostic of a log format, as it is shown: settings with a mistake, and beside them what is said of it.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { nginx } from '../../connectors/nginx/connector.ts'
import type { Diagnostic } from '../../src/diagnostic/diagnostic.ts'
import { render } from '../../src/diagnostic/render.ts'
import { golden } from '../cases.ts'

const folder = join(import.meta.dirname, 'log-formats')

function problems(settings: string): { readonly text: string; readonly diagnostics: readonly Diagnostic[] } {
  const configured = nginx.configure(JSON.parse(settings) as Record<string, unknown>)
  return configured.ok ? { text: '', diagnostics: [] } : configured
}

describe('log formats', () => {
  golden(folder, '.json', '.txt', (settings) => {
    const { text, diagnostics } = problems(settings)
    return `${diagnostics.map((found) => render(found, text, 'format')).join('\n\n')}\n`
  })

  const files = readdirSync(folder).filter((file) => file.endsWith('.json'))

  test.each(files)('%s shows its code', (file) => {
    const found = problems(readFileSync(join(folder, file), 'utf8')).diagnostics.map(({ code }) => code)
    expect(found).toContain(file.slice(0, 4))
  })
})
