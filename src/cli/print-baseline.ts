// A baseline → a table: classes, since when, how much they learned, and what is usual for them.
import { Baseline, type ClassState, type SavedBaseline } from '../baseline/baseline.ts'
import { type FeatureName, featureFields, featureName } from '../event/feature-schema.ts'
import { formatTime } from '../event/time.ts'
import { type Colours, count, harmless, json } from './terminal.ts'

/** What tells classes apart at a glance. */
const shown: readonly (readonly [name: FeatureName, title: string])[] = [
  ['fs_len', 'bytes a frame'],
  ['tm_frame_rate', 'frames a second'],
  ['tm_byte_rate', 'bytes a second'],
  ['tm_iat', 'pause in s'],
  ['pl_entropy', 'entropy'],
  ['fg_index', 'fragments before'],
]

const percents = [1, 50, 99]

function loaded(saved: SavedBaseline): Baseline {
  const baseline = new Baseline()
  baseline.load(saved)
  return baseline
}

export function printBaseline(saved: SavedBaseline, colours: Colours): string {
  const baseline = loaded(saved)
  const classes = [...baseline.classes()].sort(([a], [b]) => (a < b ? -1 : 1))
  if (classes.length === 0) return 'Nothing was learned yet.'
  const lines = classes.flatMap(([name, state]) => classLines(baseline, { name, state }, colours))
  return [
    ...lines,
    ...(baseline.evicted > 0 ? [`${count(baseline.evicted)} classes were given up for others.`] : []),
  ].join('\n')
}

function classLines(
  baseline: Baseline,
  { name, state }: { readonly name: string; readonly state: ClassState },
  colours: Colours,
): readonly string[] {
  const isWarm = baseline.isWarm(state)
  const heads = [
    colours.bold(harmless(name)),
    `  ${isWarm ? colours.green('speaks') : colours.yellow('still learns')}  since ${day(state.sinceUs)}, until ${day(state.lastUs)}: ${count(state.frames)} frames, ${count(state.learned)} learned, ${count(state.unusual)} too unusual`,
  ]
  const rows = shown.flatMap(([feature, title]) => {
    const values = percents.map((percent) => state.profile.usual(`websocket.features.${feature}`, percent / 100))
    if (values.some((value) => value === null)) return []
    return [`  ${title.padEnd(17)}${values.map((value) => short(value!).padStart(10)).join('')}`]
  })
  const title = `  ${''.padEnd(17)}${['1 %', '50 %', '99 %'].map((one) => one.padStart(10)).join('')}`
  return [...heads, ...(rows.length > 0 ? [colours.dim(title), ...rows] : []), '']
}

/** One object a class, with all features. */
export function baselineJson(saved: SavedBaseline): readonly string[] {
  const baseline = loaded(saved)
  return [...baseline.classes()].map(([name, state]) =>
    json({
      class: name,
      since: formatTime(state.sinceUs, 0),
      until: formatTime(state.lastUs, 0),
      frames: state.frames,
      learned: state.learned,
      unusual: state.unusual,
      speaks: baseline.isWarm(state),
      usual: Object.fromEntries(
        featureFields.flatMap((field) => {
          const values = percents.map((percent) => [`p${percent}`, state.profile.usual(field, percent / 100)] as const)
          return values.some(([, value]) => value === null) ? [] : [[featureName(field), Object.fromEntries(values)]]
        }),
      ),
    }),
  )
}

const day = (us: number): string => formatTime(us, 0).slice(0, 16).replace('T', ' ')

const short = (value: number): string => String(Number(value.toPrecision(3)))
