// `tripline query`: a query and inputs → what matches.
import { type InputOptions, openInputs } from '../app/inputs.ts'
import { compileQuery } from '../compiler/compile.ts'
import type { Detect, Rule } from '../compiler/plan.ts'
import { render } from '../diagnostic/render.ts'
import { Engine } from '../engine/engine.ts'
import type { Match } from '../engine/match.ts'
import { nest } from '../event/document.ts'
import type { Delivery } from '../event/source.ts'
import type { EventDocument, NestedDocument } from '../event/value.ts'
import { show } from '../incident/lookup.ts'
import { sideBySide } from '../pipeline/scan.ts'
import { Decoding, decodingNeeds } from '../subprotocol/decoding.ts'
import { describeEvent } from './print-incident.ts'
import { coloursFor, harmless, json, note, write } from './terminal.ts'
import { reportRefused, reportUnreadable } from './unreadable.ts'

/** 0; 2 where the query has a mistake or nothing could be read. */
export async function queryCommand(
  text: string,
  paths: readonly string[],
  options: InputOptions & { readonly json?: true },
): Promise<number> {
  const compiled = compileQuery(text, { fields: 'dynamic', alsoRead: ({ fields }) => decodingNeeds(fields) })
  if (!compiled.ok) {
    const color = coloursFor(process.stderr).isColorSupported
    for (const diagnostic of compiled.diagnostics) note(render(diagnostic, text, 'query', { color }))
    return 2
  }
  const { sources, refused } = await openInputs(paths, options)
  reportRefused(refused)
  const engine = new Engine(
    { rules: [ruleOf(compiled.detect)], layout: compiled.layout, hash: '' },
    sources.map(({ info }) => info),
  )
  const decoding = new Decoding()
  const lines = options.json ? jsonLines : plainLines
  const print = (matches: readonly Match[]): Promise<void> =>
    write(
      matches
        .flatMap(lines)
        .map((line) => `${line}\n`)
        .join(''),
    )
  for await (const { source, delivery } of sideBySide(sources, compiled.layout)) {
    if (delivery) decoding.extend(delivery.batch)
    await print(delivery ? evaluate(engine, delivery) : engine.idle(source.info.id))
  }
  // A hunt looks at all there is: absences are decided as if nothing else came.
  await print(engine.end('fire'))
  const unreadable = sources.flatMap((source) => source.unreadable())
  reportUnreadable(unreadable)
  const nothing = engine.counters().every(({ events }) => events === 0)
  return refused.length > 0 || (unreadable.length > 0 && nothing) ? 2 : 0
}

const evaluate = (engine: Engine, { source, batch, progress }: Delivery): readonly Match[] =>
  engine.evaluate(source, batch, progress, () => {})

/** The rule around a query that has none. Suppression for none, so that the engine keeps its events in order. */
const ruleOf = (detect: Detect): Rule => ({
  // biome-ignore format: table
  metadata: {
    id: 'query', title: 'query', version: '', ruleset: '', path: 'query', level: 'informational', risk: 0, status: 'test',
    about: '', advice: '', author: '', falsePositives: [], attack: [], cwe: [], wstg: [], references: [],
  },
  detect,
  message: [],
  suppress: { spanUs: 0, by: [] },
  respond: [],
  evidence: { keep: [], hash: [], drop: [] },
  tests: [],
})

const eventsOf = ({ steps }: Match): (EventDocument | null)[] =>
  steps.flatMap(({ events }) => (events.length === 0 ? [null] : [...events]))

function jsonLines(match: Match): string[] {
  const { kind } = match.rule.detect
  if (kind === 'stats') return [json({ ...nest({ ...match.keys, ...match.values }) })]
  const events = eventsOf(match).map((event): NestedDocument | null => event && nest(event))
  return [json(kind === 'event' ? events[0] : { events })]
}

function plainLines(match: Match): string[] {
  const { kind } = match.rule.detect
  if (kind === 'stats') return [[...pairs(match.keys), ...pairs(match.values)].join('  ')]
  const lines = eventsOf(match).map((event) => (event ? describeEvent(event) : '(no such event)'))
  return kind === 'event' ? lines : [...lines, '']
}

const pairs = (values: Match['keys']): string[] =>
  Object.entries(values).map(([name, value]) => `${harmless(name)} ${harmless(show(value))}`)
