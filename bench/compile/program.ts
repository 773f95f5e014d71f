// A folder of rules → how long it took to read and compile them, twice.
import { loadRules } from '../../src/app/rules.ts'

const folder = process.argv[2]!

function compile(): number {
  const startedAt = performance.now()
  const { ruleset, problems } = loadRules({ paths: [folder] })
  if (ruleset.rules.length === 0 || problems.some(({ diagnostics }) => diagnostics.some(({ code }) => code[1] !== '8')))
    throw new Error(`${problems.length} files with problems`)
  return performance.now() - startedAt
}

const compileMs = compile()
console.log(JSON.stringify({ compileMs, againMs: compile() }))
