// `npm run faults -- alone`: kills and outages against a ledger of what was acknowledged. Exit 1 where something is amiss.
import { alone } from './faults/alone.ts'

const drills: Readonly<Record<string, () => Promise<boolean>>> = { alone }

const name = process.argv[2] ?? ''
const drill = drills[name]
if (drill) process.exitCode = (await drill()) ? 0 : 1
else {
  console.error(`Which drill? npm run faults -- ${Object.keys(drills).join(' | ')}`)
  process.exitCode = 2
}
