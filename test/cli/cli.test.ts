// A command that is called wrongly: what is said, and the exit status.
import { afterEach, expect, test, vi } from 'vitest'
import { runCli } from '../../src/cli/cli.ts'

afterEach(() => vi.restoreAllMocks())

// biome-ignore format: table
test.each([
  [['query'],             "error: missing required argument 'query'\ntripline query --help shows how it is called.\n"],
  [['scan', '--jsno'],    "error: unknown option '--jsno'\n(Did you mean --json?)\ntripline scan --help shows how it is called.\n"],
  [['blocks', 'add'],     "error: missing required argument 'address'\ntripline blocks add --help shows how it is called.\n"],
  [['blocks', 'forget'],  "error: there is no command 'blocks forget'; there are: list, add, remove\ntripline blocks --help shows how it is called.\n"],
  [['frobnicate'],        "error: unknown command 'frobnicate'\ntripline --help shows what there is.\n"],
])('%j names the help that helps', async (args, expected) => {
  let noted = ''
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    noted += String(text)
    return true
  })
  expect(await runCli(args)).toBe(2)
  expect(noted).toBe(expected)
})
