// A rule that asks for a block is rehearsed: what it would tell is made, and nobody is blocked.
import { expect, test } from 'vitest'
import { rehearse } from '../../../src/app/run/rehearse.ts'
import { compileRules } from '../../../src/compiler/compile.ts'

const rule = (response: string, read: () => void) => {
  const text = `language 1

rule says_attack {
  title "Somebody says attack"
  level high
  status test
  detect message where websocket.payload.text : "attack*"
  incident "{source.ip} says {websocket.payload.text}"
  ${response}
}
`
  const { ruleset } = compileRules([{ path: 'says_attack.trip', text }])
  const [compiled] = ruleset.rules
  return {
    ...compiled!,
    get message() {
      read()
      return compiled!.message
    },
  }
}

test.each([
  ['respond block 15m', true],
  ['respond log', false],
])('%s: rehearsed %s', async (response, isRehearsed) => {
  let told = 0
  await rehearse([rule(response, () => told++)])
  expect(told > 0).toBe(isRehearsed)
})
