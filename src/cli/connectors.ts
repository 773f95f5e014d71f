// `tripline connectors`: what can be read, and how a log of one's own would be.
import type { Connector } from '../../connectors/connector.ts'
import { connectors } from '../../connectors/index.ts'
import type { InputOptions } from '../app/inputs.ts'
import { type Trial, tryLog } from '../app/trial.ts'
import { categoryBit, ownCategories } from '../event/category.ts'
import { nest } from '../event/document.ts'
import { missingFields, printHeader, printRecord, printTrialSummary, trialFields } from './print-trial.ts'
import { coloursFor, harmless, json, note, out, width, wrap } from './terminal.ts'

export async function listCommand(options: { readonly json?: true }): Promise<number> {
  for (const connector of connectors) out(options.json ? json(described(connector)) : printed(connector))
  return 0
}

const described = ({ name, summary, categories }: Connector) => ({
  name,
  summary,
  events: ownCategories.filter((category) => (categories & categoryBit(category)) !== 0),
})

function printed(connector: Connector): string {
  const { name, summary, events } = described(connector)
  const colours = coloursFor(process.stdout)
  const lines = [summary, events.join(' · ')].map((text) => wrap(text, width(process.stdout), indent))
  return `${colours.bold(name.padEnd(indent.length))}${lines[0]!.slice(indent.length)}\n${colours.dim(lines[1]!)}`
}

const indent = ' '.repeat(Math.max(...connectors.map(({ name }) => name.length)) + 2)

export interface TestOptions extends InputOptions {
  readonly lines: number
  readonly json?: true
}

/** 0; 2 where nothing could be read. */
export async function testCommand(path: string, options: TestOptions): Promise<number> {
  const trial = await tryLog(path, { ...options, records: options.lines, fields: trialFields })
  if (trial === null) {
    note(`tripline: ${harmless(path)} is a capture: tripline events prints what is in it.`)
    return 2
  }
  for (const warning of trial.warnings) note(warning)
  if (options.json) printJson(trial)
  else printPage(path, trial, options)
  return trial.events.size === 0 && trial.unread.size > 0 ? 2 : 0
}

function printPage(path: string, trial: Trial, given: TestOptions): void {
  const page = { colours: coloursFor(process.stdout), width: width(process.stdout) }
  out(printHeader(path, trial, given, page))
  for (const record of trial.records) out(printRecord(record, page))
  out(printTrialSummary(trial, page))
}

function printJson(trial: Trial): void {
  const { connector, guesses, records, lines, events, unread } = trial
  for (const record of records) out(json({ ...record, events: record.events.map(nest) }))
  const summary = {
    connector: connector.name,
    guesses: Object.fromEntries(guesses.map((guess) => [guess.connector.name, guess.confidence])),
    lines,
    events: Object.fromEntries(events),
    unread: Object.fromEntries(unread),
    missing: missingFields(trial),
  }
  out(json({ summary }))
}
