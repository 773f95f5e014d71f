// src/metrics/table.ts → docs/reference/metrics.md
import { metricList } from '../../src/metrics/table.ts'
import { code, type Generated, page, table } from './generated.ts'

const places: Readonly<Record<'queue' | 'search' | 'alone', string>> = {
  queue: 'with `queue` in the config',
  search: 'with `store.elasticsearch` in the config',
  alone: 'without `queue` in the config',
}

export function metricsPage(): Generated[] {
  const rows = metricList.map(({ name, type, labels, help, when }) => [
    code(name),
    type,
    labels.map(code).join(', '),
    when === undefined ? help : `${help} Only ${places[when]}.`,
  ])
  return [
    page('docs/reference/metrics.md', '`src/metrics/table.ts`', 'Metrics', [
      'What `GET /metrics` answers, in the text format of Prometheus: at `tripline run` beside the console (`api` in the config), at `tripline worker` on its own port (`worker`). What to watch of them: [Operations](../operations.md).',
      'Counters count from the start of the process. Rules, webhooks and sources are there with a zero from the start, so that `increase()` sees the first time. Labels come from the rules and the config, never from traffic: there are as many series as you have rules and sources.',
      'With `queue` in the config, the run tells what comes in and what waits, and workers what comes of it: rules, incidents, webhooks. A rule that fails while events are sent to partitions is counted by the run.',
      table(['metric', 'type', 'labels', 'meaning'], rows),
      'Beside them stand `process_*` and `nodejs_*`: CPU, memory, files, garbage collection and event loop, as every program on Node with `prom-client` has them.',
    ]),
  ]
}
