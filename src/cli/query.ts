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
import { coloursFor, harmless, json, note, write } from './terminal.ts'
import { reportRefused, reportUnreadable } from './unreadable.ts'

/** 0; 2 where the query has a mistake or nothing could be read. */
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
  const { sources, refused, config } = await openInputs(paths, options)
  reportRefused(refused)
  const { stage } = loginStage(compiled, config.app.login)
  const hunt = new Hunt(
    compiled,
    sources.map(({ info }) => ({ ...info, categories: info.categories | stage.derives(info.categories) })),
  )
  const lines = options.json ? jsonLines : plainLines
  const print = (matches: readonly Match[]): Promise<void> =>
    write(
      matches
        .flatMap(lines)
        .map((line) => `${line}\n`)
        .join(''),
    )
  for await (const { source, delivery } of sideBySide(sources, compiled.layout)) {
    if (delivery) stage.extend(delivery.batch, () => {})
    await print(delivery ? hunt.evaluate(delivery) : hunt.idle(source.info.id))
    if (hunt.isOver()) break
  }
  await print(hunt.end())
  const unreadable = sources.flatMap((source) => source.unreadable())
  reportUnreadable(unreadable)
  return refused.length > 0 || (unreadable.length > 0 && hunt.events() === 0) ? 2 : 0
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
