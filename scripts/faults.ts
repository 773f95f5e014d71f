// `npm run faults -- alone | rotation | scale`: kills and outages against a ledger of what was acknowledged. Exit 1 where something is
// amiss.
import { parseArgs } from 'node:util'
import { alone } from './faults/alone.ts'

interface Options {
  readonly quick: boolean
  readonly seed: number
}

const drills: Readonly<Record<string, (options: Options) => Promise<boolean>>> = {
  alone: () => alone(),
  rotation: async (options) => (await import('./faults/rotation.ts')).rotation(options),
  scale: async (options) => (await import('./faults/scale.ts')).scale(options),
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, seed: { type: 'string', default: '1' } },
})
const drill = drills[positionals[0] ?? '']
if (drill) process.exitCode = (await drill({ quick: values.quick, seed: Number(values.seed) })) ? 0 : 1
else {
  console.error(`Which drill? npm run faults -- ${Object.keys(drills).join(' | ')} [--quick] [--seed N]`)
  process.exitCode = 2
}
