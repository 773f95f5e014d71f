// The window of one `stats` → whether there can be such a one there, and what can be asked of it.
import type { StatsStage } from '../ast.ts'
import { keysOf } from './having.ts'
import { type Place, problem } from './place.ts'
import { checkDuration } from './queries.ts'

/** `before`: the statistics whose rows it is over, if not over events. */
export function checkWindow(stage: StatsStage, before: StatsStage | null, place: Place): void {
  const { window } = stage
  if (!window) {
    // What windows that end together found is judged together, and so is all that a query finds in a finite input.
    const hasEnd = before ? endsWithOthers(before) : place.scope.outside === 'dynamic' && !hasRate(stage)
    if (!hasEnd) place.report(withoutWindow(stage, before))
    return
  }
  // Where the parser missed it, its place is that of the window itself.
  const isMissing = window.duration?.us === 0 && window.duration.span.start === window.span.start
  if (window.duration && !isMissing) checkDuration(window.duration, 'the window', place)
  if (window.kind === 'connection' && before) {
    const help = 'Give what was found a span: `over tumbling 10m`.'
    const message = 'a connection is a window of events, not of what was found in them'
    place.report(problem({ code: 'R311', message, span: window.span, label: 'not here', help }))
  }
  checkKeep(stage, place)
}

function checkKeep({ window }: StatsStage, { report }: Place): void {
  if (!window?.keep) return
  const { kind, keep, span } = window
  const isLasting = kind === 'session' || kind === 'connection'
  const [message, help] =
    keep === 'judging' && !isLasting
      ? [
          '`keep judging` is for the windows of sessions and connections',
          kind === 'sliding'
            ? 'A sliding window is judged at each event.'
            : 'A tumbling window is judged when it ends.',
        ]
      : keep === 'window' && isLasting
        ? [`\`keep window\` is not for a ${kind}`, 'When it is judged at its end there is nothing left to keep.']
        : []
  if (message) report(problem({ code: 'R312', message, span, label: 'nothing to keep', help }))
}

const withoutWindow = ({ aggregates, span }: StatsStage, before: StatsStage | null) =>
  problem({
    code: 'R301',
    message: 'the statistics have no window, so what they hold would grow for ever',
    span: aggregates[0]?.span ?? span,
    label: 'counted since when?',
    help: before
      ? 'Give a span after the keys, `by source.ip over 10m`; only what tumbling windows find goes without.'
      : 'Give a span after the keys: `by source.ip over 60s`.',
  })

/** How often in a second: of no span there is no such thing. */
const hasRate = ({ aggregates }: StatsStage): boolean => aggregates.some((part) => part.function.text === 'rate')

/** Whether all keys of the stage are judged at one time. */
const endsWithOthers = ({ window }: StatsStage): boolean => window === null || window.kind === 'tumbling'

/** Whether it is judged before it is over. */
export const isJudgedOnTheWay = ({ window }: StatsStage): boolean =>
  window?.kind === 'sliding' || window?.keep === 'judging'

/** Whether a key has a window before: a connection only among others of what else the key says. */
export const hasPast = (stage: StatsStage): boolean =>
  stage.window?.kind === 'connection'
    ? keysOf(stage).length > 1
    : stage.window?.kind === 'tumbling' || stage.window?.kind === 'session'
