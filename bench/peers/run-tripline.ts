// node bench/peers/run-tripline.ts FILE [--warmup PASSES] [--mode stream]: times Tripline's reader and engine, up to the
// matches; incidents and their documents are what the whole of `tripline scan` makes.
import { openInputs } from '../../src/app/inputs.ts'
import type { Delivery, Source } from '../../src/event/source.ts'
import { Matching } from './matching.ts'
import { type Over, runPasses } from './passes.ts'
import { peersRuleset } from './rules.ts'

const ruleset = peersRuleset()

const open = async (path: string): Promise<Source> => (await openInputs([path], {})).sources[0]!

/** As `scan` reads a file: with the lateness that is its connector's own. */
async function stream(path: string): Promise<Over> {
  const source = await open(path)
  const matching = new Matching(ruleset, source.info.latenessUs)
  for await (const { batch, progress } of source.deliveries(ruleset.layout)) matching.take(batch, progress)
  return matching.end()
}

const load = async (path: string): Promise<readonly Delivery[]> =>
  await Array.fromAsync((await open(path)).deliveries(ruleset.layout))

/** The others are told as well that events come in the order of their time. */
function match(deliveries: readonly Delivery[]): Over {
  const matching = new Matching(ruleset, 0)
  for (const { batch } of deliveries) matching.takeInOrder(batch)
  return matching.end()
}

await runPasses({ name: 'Tripline', stream, load, match })
