// `tripline init`: nothing, or what captures and logs show → a commented tripline.yaml.
import { writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { firstConfig } from '../app/first-config.ts'
import type { InputOptions } from '../app/inputs.ts'
import { limitsOf } from '../app/limits.ts'
import { shippedRules } from '../app/root.ts'
import { readRules } from '../app/rules.ts'
import { Survey, type Surveyed, surveyFields } from '../audit/survey.ts'
import { OperationalError } from '../errors.ts'
import { observeInputs } from './observe-inputs.ts'
import { note, plural, write } from './terminal.ts'

export interface InitOptions extends InputOptions {
  /** `-` is standard output. */
  readonly out: string
}

/** 0; 2 where an input was left out. */
export async function initCommand(paths: readonly string[], options: InitOptions): Promise<number> {
  const { surveyed, refused } = paths.length === 0 ? { surveyed: null, refused: 0 } : await survey(paths, options)
  const text = firstConfig({ inputs: paths.map((path) => basename(path)), surveyed, limits: limitsOfRules() })
  if (options.out === '-') await write(text)
  else keep(options.out, text)
  if (options.out !== '-') note(`${options.out} is written. Name your sources in it; then: npx tripline run`)
  return refused > 0 ? 2 : 0
}

async function survey(
  paths: readonly string[],
  options: InitOptions,
): Promise<{ readonly surveyed: Surveyed; readonly refused: number }> {
  const { observer, refused } = await observeInputs(paths, options, {
    fields: surveyFields,
    observerOf: (layout) => new Survey(layout),
  })
  const surveyed = observer.finish()
  if (surveyed.endpoints.length === 0) note('No WebSocket was seen: what is written are the defaults.')
  else note(`${plural(surveyed.endpoints.length, 'endpoint')} seen.`)
  return { surveyed, refused }
}

/** What exists is somebody's work. */
function keep(path: string, text: string): void {
  try {
    writeFileSync(path, text, { flag: 'wx' })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const details =
      code === 'EEXIST'
        ? `There is a ${path} already. Name another file with --out, or --out - to see what would be written.`
        : `${path} cannot be written: ${message}.`
    throw new OperationalError('USAGE', { details }, error)
  }
}

/** Limits of the rules that ship, by name, with the rules that have them. */
function limitsOfRules() {
  const found = new Map<string, { value: string; rules: string[] }>()
  for (const { path, text } of readRules([shippedRules])) {
    for (const { name, value } of limitsOf(text)) {
      const known = found.get(name.text) ?? { value: text.slice(value.span.start, value.span.end), rules: [] }
      known.rules.push(basename(path, '.trip'))
      found.set(name.text, known)
    }
  }
  return [...found].map(([name, each]) => ({ name, ...each })).sort((a, b) => (a.name < b.name ? -1 : 1))
}
