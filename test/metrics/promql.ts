// An expression in PromQL → which series it asks for, and how. As much of the language as our own expressions use.
import { type MetricName, metrics } from '../../src/metrics/table.ts'

export interface Use {
  /** As in the expression: a histogram with its suffix. */
  readonly series: string
  readonly labels: readonly string[]
  /** Stands inside `rate()` or `increase()`. */
  readonly asRate: boolean
}

/** Set by Prometheus or by the histogram. */
const everywhere = ['job', 'instance', 'le']

export function usesOf(expression: string): Use[] {
  const uses: Use[] = []
  const grouped = [...expression.matchAll(/\b(?:by|without) \(([^)]*)\)/g)].flatMap(([, names]) =>
    names!.split(/\s*,\s*/),
  )
  for (const { 0: series, index } of expression.matchAll(/\b(?:tripline|process|nodejs)_\w+/g)) {
    const rest = expression.slice(index + series.length)
    const matched = /^\{([^}]*)\}/.exec(rest)?.[1] ?? ''
    const labels = [...matched.matchAll(/(\w+)\s*(?:=~|!~|!=|=)\s*"/g)].map(([, name]) => name!)
    uses.push({
      series,
      labels: [...labels, ...grouped],
      asRate: /\b(?:rate|increase)\($/.test(expression.slice(0, index)),
    })
  }
  return uses
}

/** What is wrong with the expression, in words; nothing where all is well. `ofProcess`: names that the process has. */
export function faultsOf(expression: string, ofProcess: ReadonlySet<string>): string[] {
  const uses = usesOf(expression)
  return [
    ...(uses.length === 0 ? ['asks for nothing of ours'] : []),
    ...(isBalanced(expression) ? [] : ['brackets do not match']),
    ...uses.flatMap((use) => faultsOfUse(use, ofProcess)),
  ]
}

function faultsOfUse({ series, labels, asRate }: Use, ofProcess: ReadonlySet<string>): string[] {
  const counts = /_(total|bucket|sum|count)$/.test(series)
  const misused = counts === asRate ? [] : [`${series}: ${counts ? 'a counter without a rate' : 'a rate of a gauge'}`]
  const known = labelsOf(series)
  if (known === null) return ofProcess.has(series) ? misused : [`there is no ${series}`]
  const unknown = labels.filter((label) => !known.includes(label) && !everywhere.includes(label))
  return [...misused, ...unknown.map((label) => `${series} has no label ${label}`)]
}

function labelsOf(series: string): readonly string[] | null {
  const name = series in metrics ? series : series.replace(/_(bucket|sum|count)$/, '')
  const metric = name in metrics ? metrics[name as MetricName] : null
  return metric === null || (metric.type === 'histogram') === (name === series) ? null : metric.labels
}

function isBalanced(expression: string): boolean {
  const open: string[] = []
  for (const [bracket] of expression.replaceAll(/"[^"]*"/g, '').matchAll(/[()[\]{}]/g)) {
    if ('([{'.includes(bracket)) open.push(bracket)
    else if (open.pop() !== { ')': '(', ']': '[', '}': '{' }[bracket]) return false
  }
  return open.length === 0
}
