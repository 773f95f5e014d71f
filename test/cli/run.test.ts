// What a run says of itself when it starts.
import { expect, test } from 'vitest'
import { createLog } from '../../src/app/run/log.ts'
import { describeRun } from '../../src/cli/run.ts'
import { compileRules } from '../../src/compiler/compile.ts'
import { defaultConfig } from '../../src/config/default.ts'

const rule = 'rule pings_of_anybody { title "P" level low detect frame where true incident "p" }'

test.each([
  [[rule], ['1 rule, 0 sources, config default, store /here/tripline.db.']],
  [
    [],
    ['0 rules, 0 sources, config default, store /here/tripline.db.', 'WARN There is no rule: nothing will be found.'],
  ],
])('of %j', (texts, expected) => {
  const lines: string[] = []
  const rules = compileRules(texts.map((text) => ({ path: 'pings_of_anybody.trip', text })))
  const found = { config: defaultConfig(), path: null, resolve: (path: string) => `/here/${path}` }
  describeRun(
    found,
    rules,
    createLog(false, (line) => lines.push(line.slice(9))),
  )
  expect(lines).toEqual(expected)
})
