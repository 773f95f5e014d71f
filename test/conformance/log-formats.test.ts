// Every diagnostic of a log format, as it is shown: settings with a mistake, and beside them what is said of it.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Configured } from '../../connectors/connector.ts'
import { connectors } from '../../connectors/index.ts'
import { render } from '../../src/diagnostic/render.ts'
import { golden } from '../cases.ts'

const folder = join(import.meta.dirname, 'log-formats')

type Mistake = Extract<Configured<unknown>, { readonly ok: false }>

const nothing = { text: '', diagnostics: [] }

/** Of nginx, unless the settings name a connector. */
function problems(json: string): Mistake {
  const { connector = 'nginx', ...settings } = JSON.parse(json) as Record<string, unknown>
  const configured = connectors.find(({ name }) => name === connector)!.configure(settings)
  const { text, diagnostics } = configured.ok ? (configured.warned ?? nothing) : configured
  return configured.ok ? { ok: false, text, diagnostics } : configured
}

describe('log formats', () => {
  golden(folder, '.json', '.txt', (settings) => {
    const { text, diagnostics, setting = 'format' } = problems(settings)
    return `${diagnostics.map((found) => render(found, text, setting)).join('\n\n')}\n`
  })

  const files = readdirSync(folder).filter((file) => file.endsWith('.json'))

  test.each(files)('%s shows its code', (file) => {
    const found = problems(readFileSync(join(folder, file), 'utf8')).diagnostics.map(({ code }) => code)
    expect(found).toContain(file.slice(0, 4))
  })
})
