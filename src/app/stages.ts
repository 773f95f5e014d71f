// What the rules read besides events as they come → the stages before the engine that give it, as one.
import { Application } from '../application/application.ts'
import { applicationFields } from '../application/fields.ts'
import type { LoginPattern } from '../application/settings.ts'
import { Baseline, type SavedBaseline } from '../baseline/baseline.ts'
import { baselineNeeds, Scoring } from '../baseline/scoring.ts'
import type { Ruleset } from '../compiler/plan.ts'
import type { Stage } from '../pipeline/evaluator.ts'
import { decodedFirst } from './decoded-first.ts'

/** What a baseline begins with. */
export interface BaselineStart {
  /** Learned before; null to begin with nothing. */
  readonly learned: SavedBaseline | null
}

export function stagesFor(
  { layout }: Pick<Ruleset, 'layout'>,
  login: readonly LoginPattern[],
  start: BaselineStart = { learned: null },
): Stage {
  const asksLogins = applicationFields.every((field) => layout.slot(field) >= 0)
  const asksBaseline = baselineNeeds(new Set(layout.fields)).length > 0
  const application = asksLogins ? new Application(layout, { login }) : null
  if (!asksBaseline) return decodedFirst(scoredFirst(null, application))
  const baseline = new Baseline()
  if (start.learned !== null) baseline.load(start.learned)
  return decodedFirst(scoredFirst(new Scoring(layout, baseline), application))
}

interface SavedStages {
  readonly baseline: SavedBaseline
  readonly application: unknown
}

const isSavedStages = (state: unknown): state is SavedStages =>
  typeof state === 'object' && state !== null && 'baseline' in state

/** Rules that come to ask for a baseline find a state without one, and those that no longer do one with it. */
function scoredFirst(scoring: Scoring | null, application: Application | null): Stage {
  return {
    derives: (categories) => application?.derives(categories) ?? 0,
    extend(batch, touch) {
      scoring?.extend(batch, touch)
      application?.extend(batch, touch)
    },
    get forgotten() {
      return application?.forgotten ?? 0
    },
    snapshot() {
      const ofApplication = application?.snapshot() ?? null
      return scoring === null
        ? ofApplication
        : ({ baseline: scoring.snapshot(), application: ofApplication } satisfies SavedStages)
    },
    restore(state) {
      if (isSavedStages(state)) scoring?.restore(state.baseline)
      const ofApplication = isSavedStages(state) ? state.application : state
      if (ofApplication !== null) application?.restore(ofApplication)
    },
    changes: () => application?.changes() ?? new Map(),
    restoreChanges: (remembered) => application?.restoreChanges(remembered),
  }
}
