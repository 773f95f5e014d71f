// `tripline query`: a query and inputs → what matches.
import { type InputOptions, openInputs } from '../app/inputs.ts'
import { alsoRead, loginStage } from '../app/rules.ts'
import { compileQuery } from '../compiler/compile.ts'
import { render } from '../diagnostic/render.ts'
import type { Match } from '../engine/match.ts'
import { nest } from '../event/document.ts'
import type { EventDocument, NestedDocument } from '../event/value.ts'
import { nestNamed } from '../incident/describe.ts'
import { show } from '../incident/lookup.ts'
import { Hunt } from '../pipeline/hunt.ts'
import { sideBySide } from '../pipeline/scan.ts'
import { describeEvent } from './print-incident.ts'
import { coloursFor, harmless, json, note, plural, write } from './terminal.ts'
import { reportInputs, reportUnreadable } from './unreadable.ts'

/** 0, also where nothing matches, which is said; 2 where the query has a mistake or nothing could be read. */
export async function queryCommand(
  text: string,
  paths: readonly string[],
  options: InputOptions & { readonly json?: true },
): Promise<number> {
  const compiled = compileQuery(text, { fields: 'dynamic', alsoRead })
  const color = coloursFor(process.stderr).isColorSupported
  for (const diagnostic of compiled.ok ? compiled.warnings : compiled.diagnostics)
    note(render(diagnostic, text, 'query', { color }))
  if (!compiled.ok) return 2
  const { sources, refused, warnings, config } = await openInputs(paths, options)
  reportInputs({ refused, warnings })
  const { stage } = loginStage(compiled, config.app.login)
  const hunt = new Hunt(
    compiled,
    sources.map(({ info }) => ({ ...info, categories: info.categories | stage.derives(info.categories) })),
  )
  const lines = options.json ? jsonLines : plainLines
  let read = 0
  let found = 0
  const print = (matches: readonly Match[]): Promise<void> => {
    found += matches.length
    return write(
      matches
        .flatMap(lines)
        .map((line) => `${line}\n`)
        .join(''),
    )
  }
  for await (const { source, delivery } of sideBySide(sources, compiled.layout)) {
    if (delivery) stage.extend(delivery.batch, () => {})
    read += delivery?.batch.length ?? 0
    await print(delivery ? hunt.evaluate(delivery) : hunt.idle(source.info.id))
    if (hunt.isOver()) break
  }
  await print(hunt.end())
  const unreadable = sources.flatMap((source) => source.unreadable())
  reportUnreadable(unreadable)
  if (found === 0 && read > 0)
    for (const line of [`Nothing matches in ${plural(read, 'event')}.`, ...misspelt(text)]) note(line)
  return refused.length > 0 || (unreadable.length > 0 && read === 0) ? 2 : 0
}

/** Names that an input may have of its own, and that are nearly ones of the schema. */
function misspelt(text: string): string[] {
  const strict = compileQuery(text)
  if (strict.ok) return []
  return strict.diagnostics
    .filter(({ code, help }) => (code === 'R201' || code === 'R206') && help?.startsWith('Did you mean'))
    .map(({ message, help }) => harmless(`Unless the input has it, ${message}. ${help}`))
}

const eventsOf = ({ steps }: Match): (EventDocument | null)[] =>
  steps.flatMap(({ events }) => (events.length === 0 ? [null] : [...events]))

function jsonLines(match: Match): string[] {
  const { kind } = match.rule.detect
  if (kind === 'stats') return [json(nestNamed({ ...match.keys, ...match.values }))]
  const events = eventsOf(match).map((event): NestedDocument | null => event && nest(event))
  return [json(isOneEvent(kind) ? events[0] : { events })]
}

function plainLines(match: Match): string[] {
  const { kind } = match.rule.detect
  if (kind === 'stats') return [[...pairs(match.keys), ...pairs(match.values)].join('  ')]
  const lines = eventsOf(match).map((event) => (event ? describeEvent(event) : '(no such event)'))
  return isOneEvent(kind) ? lines : [...lines, '']
}

/** What is found is an event by itself. */
const isOneEvent = (kind: Match['rule']['detect']['kind']): boolean => kind === 'event' || kind === 'first_seen'

const pairs = (values: Match['keys']): string[] =>
  Object.entries(values).map(([name, value]) => `${harmless(name)} ${harmless(show(value))}`)
