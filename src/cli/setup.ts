// `tripline setup elastic`: templates, lifecycle and index in Elasticsearch; safe to repeat.
import { findConfig } from '../app/config.ts'
import { openElastic } from '../app/elastic.ts'
import type { SetupStep } from '../store/elastic/setup.ts'
import { coloursFor, note, out } from './terminal.ts'

interface Options {
  readonly config?: string
  readonly json?: true
}

export async function setupElasticCommand(options: Options): Promise<number> {
  const { elastic, names } = await openElastic(await findConfig(options.config))
  const { setupElastic } = await import('../store/elastic/setup.ts')
  try {
    const steps = await setupElastic(elastic, names)
    for (const step of steps) out(options.json ? JSON.stringify(step) : line(step))
    if (!options.json) note(`Elasticsearch at ${elastic.url} is set up.`)
    return 0
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
  later:     'a field has another type now: it takes effect in the next index, after a rollover',
}

function line({ what, name, outcome }: SetupStep): string {
  const colours = coloursFor(process.stdout)
  const paint = outcome === 'created' || outcome === 'updated' ? colours.green : colours.dim
  const meaning = meanings[outcome] === '' ? '' : `  (${meanings[outcome]})`
  return `${paint(outcome.padEnd(9))} ${what} ${name}${meaning}`
}
