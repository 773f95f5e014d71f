// `tripline fmt`: rule files → the same in their one canonical form, in place.
import { readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { ruleFiles } from '../app/rules.ts'
import { format } from '../compiler/format.ts'
import { render } from '../diagnostic/render.ts'
import { OperationalError } from '../errors.ts'
import { coloursFor, harmless, json, note, out, plural, write } from './terminal.ts'

export interface FmtOptions {
  readonly check?: true
  readonly stdin?: true
  readonly json?: true
}

type State = 'unchanged' | 'changed' | 'broken'

/** 0; 1 where `--check` finds a file in another form; 2 where one holds a mistake, and is left as it is. */
export async function fmtCommand(paths: readonly string[], options: FmtOptions): Promise<number> {
  if (options.stdin || (paths.length === 1 && paths[0] === '-')) return fmtStdin(paths, options)
  if (paths.length === 0)
    throw new OperationalError('USAGE', { details: 'Name rule files or folders, or give --stdin.' })
  const states = ruleFiles(paths).map((path) => fmtFile(path, options))
  if (!options.json) note(conclusion(states, options))
  if (states.includes('broken')) return 2
  return options.check && states.includes('changed') ? 1 : 0
}

async function fmtStdin(paths: readonly string[], { check }: FmtOptions): Promise<number> {
  if (paths.some((path) => path !== '-')) {
    throw new OperationalError('USAGE', { details: 'Either standard input is put into form, or files are: not both.' })
  }
  const { text, formatted } = formattedOf(0, '<stdin>')
  if (formatted === null) return 2
  if (check) return formatted === text ? 0 : 1
  await write(formatted)
  return 0
}

function fmtFile(path: string, { check, json: asJson }: FmtOptions): State {
  const { text, formatted } = formattedOf(path, path)
  const state = formatted === null ? 'broken' : formatted === text ? 'unchanged' : 'changed'
  if (state === 'changed' && !check) replace(path, formatted!)
  if (asJson) out(json({ path, state }))
  else if (state === 'changed') out(harmless(path))
  return state
}

/** The form is null where there is a mistake, which has been told. */
function formattedOf(from: string | 0, name: string): { readonly text: string; readonly formatted: string | null } {
  const text = read(from, name)
  const formatted = format(text)
  if (formatted.ok) return { text, formatted: formatted.text }
  const color = coloursFor(process.stderr).isColorSupported
  for (const diagnostic of formatted.diagnostics) note(`${render(diagnostic, text, name, { color })}\n`)
  return { text, formatted: null }
}

/** Written back, a text that was not read exactly would be another one. */
function read(from: string | 0, name: string): string {
  const bytes = readFileSync(from)
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw new OperationalError('INPUT_UNREADABLE', { path: name, reason: 'it is not UTF-8' }, cause)
  }
}

/** Whole or not at all: written beside it, then put in its place. A link keeps leading to the file. */
function replace(path: string, text: string): void {
  const target = realpathSync(path)
  const beside = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`)
  try {
    writeFileSync(beside, text, { mode: statSync(target).mode, flag: 'wx', flush: true })
    renameSync(beside, target)
  } catch (cause) {
    rmSync(beside, { force: true })
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new OperationalError('RULES_UNWRITABLE', { path, reason }, cause)
  }
}

function conclusion(states: readonly State[], { check }: FmtOptions): string {
  const [changed, broken] = (['changed', 'broken'] as const).map(
    (wanted) => states.filter((one) => one === wanted).length,
  )
  const done = check ? 'not in canonical form' : 'put into canonical form'
  const left = broken! > 0 ? `, ${broken} left alone for mistakes` : ''
  return `${changed} of ${plural(states.length, 'file')} ${done}${left}`
}
