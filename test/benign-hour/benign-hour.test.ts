// An hour of six kinds of applications, as bytes on the wire, with all rules that ship: nobody is accused.
import { expect, test, vi } from 'vitest'
import { loadRules } from '../../src/app/rules.ts'
import type { Incident } from '../../src/incident/incident.ts'
import { incidentsIn } from '../evaluate-capture.ts'
import { benignHour } from './hour.ts'
import { packetsOf } from './packets.ts'
import { Chance } from './random.ts'

// Some 150,000 packets: seconds, on a machine that does nothing else.
vi.setConfig({ testTimeout: 240_000 })

const seed = Number(process.env.TRIPLINE_SEED ?? 1)

test(`nothing above low, and at most two of any level (seed ${seed})`, () => {
  const { ruleset } = loadRules({ paths: undefined })
  const incidents = incidentsIn(ruleset, packetsOf(benignHour(seed), new Chance(seed)))
  const lines = incidents.map(lineOf)
  expect(lines.filter((line) => !/^(?:informational|low) /.test(line))).toEqual([])
  expect(lines.length, lines.join('\n')).toBeLessThanOrEqual(2)
})

/** What a failure shows: the rule, what it says, and what it says it of. */
const lineOf = ({ level, ruleId, document }: Incident): string => `${level} ${ruleId} ${JSON.stringify(document)}`
