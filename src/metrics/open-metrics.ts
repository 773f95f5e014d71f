// Where values come from → what a scrape gets, in Prometheus' text format. Only this folder knows prom-client.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { type MetricsSource, metricList } from './table.ts'

export interface Scrape {
  readonly contentType: string
  readonly text: string
}

export interface Metrics {
  scrape(): Promise<Scrape>
}

/** Coarser than prom-client's own: waking up a hundred times a second is much for a program that may be idle. */
const eventLoopResolutionMs = 50

/** `ofProcess`: CPU, memory, files and event loop as well, under the names that all programs on Node give them. */
export function openMetrics(source: MetricsSource, { ofProcess }: { readonly ofProcess: boolean }): Metrics {
  const register = new Registry()
  for (const metric of metricList) {
    const feed = source[metric.name]
    if (feed) add(metric, feed as AnyFeed, register)
  }
  if (ofProcess) collectDefaultMetrics({ register, eventLoopMonitoringPrecision: eventLoopResolutionMs })
  let underWay: Promise<Scrape> | null = null
  return {
    // Who asks again while an answer is on its way gets the same one.
    scrape: () => {
      underWay ??= scrape(register).finally(() => {
        underWay = null
      })
      return underWay
    },
  }
}

const scrape = async (register: Registry): Promise<Scrape> => ({
  text: await register.metrics(),
  contentType: register.contentType,
})

type AnyFeed = (observe: (value: number) => void) => unknown
type AnyValues = number | readonly (readonly (string | number)[])[]

function add({ name, type, help, labels, buckets = [] }: (typeof metricList)[number], feed: AnyFeed, to: Registry) {
  const options = { name, help, registers: [to] }
  if (type === 'histogram') {
    const histogram = new Histogram({ ...options, buckets: [...buckets] })
    feed((value) => histogram.observe(value))
    return
  }
  const collect = async (): Promise<void> => {
    const values = await given(feed)
    metric.reset()
    if (values === null) metric.remove({})
    else if (typeof values === 'number') metric.inc(values)
    else for (const row of values) metric.inc(labelled(labels, row), Number(row.at(-1)))
  }
  const Kind = type === 'counter' ? Counter : Gauge
  const metric: Counter | Gauge = new Kind({ ...options, labelNames: labels, collect })
}

/** Null where it cannot be told now: it is left out, the other metrics are wanted all the more. */
async function given(feed: AnyFeed): Promise<AnyValues | null> {
  try {
    return (await feed(() => {})) as AnyValues
  } catch {
    return null
  }
}

const labelled = (names: readonly string[], row: readonly (string | number)[]): Record<string, string> =>
  Object.fromEntries(names.map((name, place) => [name, String(row[place])]))
