// `… | stats …`, one or several → what is wrong with their aggregates, keys, windows and conditions.
import { nearest } from '../../diagnostic/nearest.ts'
import type { Aggregate, FieldReference, Name, StatsQuery, StatsStage } from '../ast.ts'
import { everything } from '../walk.ts'
import { checkAggregate } from './aggregate-calls.ts'
import { checkCondition } from './expressions.ts'
import { type Column, columnsOf, fewerThan, isPast, isPastCall, pastOf, rowNames, withPast } from './having.ts'
import { checkKeys } from './keys.ts'
import { type Place, problem } from './place.ts'
import { checkEvents, twice } from './queries.ts'
import type { Names } from './types.ts'
import { checkWindow, hasPast, isJudgedOnTheWay } from './windows.ts'

export function checkStats(query: StatsQuery, place: Place): void {
  checkEvents(query.source, place)
  let [inner, before]: [Place, StatsStage | null] = [place, null]
  for (const stage of [query, ...query.next]) {
    checkStage(stage, before, inner)
    inner = rowPlace(stage, inner)
    before = stage
  }
}

function checkStage(stage: StatsStage, before: StatsStage | null, inner: Place): void {
  for (const [i, part] of stage.aggregates.entries()) {
    checkAggregate(part, inner)
    const first = stage.aggregates.slice(0, i).find(({ name }) => name.text === part.name.text && name.text !== '')
    if (first) inner.report(again(part.name, first))
  }
  checkKeys(stage.by, inner)
  // Where a part could not be read, that is the mistake: what seems to be missing may only be unreadable.
  const isWhole = stage.aggregates.every(({ function: { text } }) => text !== '')
  if (isWhole) checkWindow(stage, before, inner)
  if (stage.having) checkHaving(stage, inner, isWhole)
}

/** Two calls of one function are called the same, where they are not given names. */
function again(second: Name, first: Aggregate) {
  const found = twice(second, first.name)
  const isNamed = second.text !== first.function.text
  return isNamed ? found : { ...found, help: `Give them names: \`slow = ${second.text}(…)\`.` }
}

/** Where the rows of a stage are read: macros are conditions on events. */
function rowPlace(stage: StatsStage, inner: Place): Place {
  const columns = columnsOf(stage, inner.names)
  return {
    ...inner,
    scope: { ...inner.scope, macros: new Map() },
    names: rowNames(columns),
    unknown: unknownStatistic(columns),
  }
}

function checkHaving(stage: StatsStage, inner: Place, isWhole: boolean): void {
  const place = rowPlace(stage, inner)
  const having = withPast(stage.having!)
  if (isWhole) checkPast(stage, place)
  checkCondition(having, { ...place, names: judgedNames(place.names, isWhole) })
  const few = isJudgedOnTheWay(stage) ? fewerThan(having, place.names) : null
  if (!few) return
  place.report(
    problem({
      code: 'R303',
      message: `over ${stage.window?.kind === 'sliding' ? 'a sliding window' : 'a window that is judged on the way'} this holds already when the first event comes`,
      span: few.span,
      label: 'asks for fewer than',
      help: 'Judge whole windows, `over tumbling …`, or say what did not come: `sequence … ![…]`.',
    }),
  )
}

/** `previous(n)`: only where a key has a window before, and only of a statistic. */
function checkPast(stage: StatsStage, { names, report }: Place): void {
  for (const call of everything(stage.having!)) {
    if (call.kind !== 'call' || !isPastCall(call)) continue
    const past = pastOf(call)
    if (!past || names.typeOf(past) === undefined) {
      const help = `One of ${stage.aggregates.map(({ name }) => name.text).join(', ')}: \`n > 5 * previous(n)\`.`
      report(
        problem({ code: 'R310', message: '`previous` takes a statistic', span: call.span, label: 'of what?', help }),
      )
    } else if (!hasPast(stage)) {
      report(
        problem({
          code: 'R310',
          message: 'the window has none before it',
          span: call.span,
          label: 'previous to what?',
          help:
            stage.window?.kind === 'connection'
              ? 'Group by what connections have in common: `by user.name over connection`.'
              : 'Compare windows that follow each other: `over tumbling 1m`, or `over session 5m`.',
        }),
      )
    }
  }
}

/** A window before has been looked at by itself; and where a statistic could not be read, it is not known which there are. */
const judgedNames = (names: Names, isWhole: boolean): Names => ({
  ...names,
  typeOf: (reference) => names.typeOf(reference) ?? (isWhole && !isPast(reference.name) ? undefined : 'dynamic'),
})

const unknownStatistic =
  (columns: ReadonlyMap<string, Column>) =>
  ({ name, span }: FieldReference) => {
    const known = [...columns.keys()].filter((column) => !isPast(column))
    const near = nearest(name, known)
    const help = near
      ? `Did you mean \`${near}\`?`
      : `Known here are the statistics and what they are by: ${known.join(', ')}.`
    return problem({ code: 'R208', message: `there is no statistic \`${name}\``, span, label: 'not a statistic', help })
  }
