// `tripline setup elastic`: templates, lifecycle and index in Elasticsearch, dashboards in Kibana; safe to repeat.
import { findConfig } from '../app/config.ts'
import { openElastic } from '../app/elastic.ts'
import { kibanaOf } from '../app/kibana.ts'
import { OperationalError } from '../errors.ts'
import type { SetupStep } from '../store/elastic/setup.ts'
import { setupKibana } from './setup-kibana.ts'
import { coloursFor, note, out } from './terminal.ts'

interface Options {
  readonly config?: string
  readonly kibana?: string
  readonly space?: string
  readonly json?: true
}

export async function setupElasticCommand(options: Options): Promise<number> {
  if (options.space !== undefined && options.kibana === undefined) {
    throw new OperationalError('USAGE', { details: "A space is one of Kibana's: say with --kibana where that is." })
  }
  const found = await findConfig(options.config)
  const kibana = options.kibana === undefined ? null : kibanaOf(found, options.kibana, options.space)
  const { elastic, names } = await openElastic(found)
  const { setupElastic } = await import('../store/elastic/setup.ts')
  try {
    const steps = await setupElastic(elastic, names)
    for (const step of steps) out(options.json ? JSON.stringify(step) : line(step))
    if (!options.json) note(`Elasticsearch at ${elastic.url} is set up.`)
    return kibana === null ? 0 : await setupKibana(kibana, options)
  } finally {
    await elastic.close()
  }
}

// biome-ignore format: table
const meanings: Readonly<Record<SetupStep['outcome'], string>> = {
  created:   '',
  updated:   '',
  unchanged: '',
  kept:      'it is yours, and stays as it is',
  later:     'new in the next index, after a rollover',
}

function line({ what, name, outcome, reason }: SetupStep): string {
  const colours = coloursFor(process.stdout)
  const paint = outcome === 'created' || outcome === 'updated' ? colours.green : colours.dim
  const meaning = [reason ?? '', meanings[outcome]].filter((text) => text !== '').join('; ')
  return `${paint(outcome.padEnd(9))} ${what} ${name}${meaning === '' ? '' : `  (${meaning})`}`
}
