// The program: arguments → exit status. Operational errors end here, as a sentence on stderr.
import { version } from './app/version.ts'
import { OperationalError } from './errors.ts'

process.on('SIGINT', () => process.exit(130))
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader of a pipe went away, as `| head` does: that is no fault.
  if (error.code === 'EPIPE') process.exit(0)
  process.stderr.write(`tripline: What was found cannot be written: ${error.message}.\n`)
  process.exit(2)
})
// There is nobody left to tell.
process.stderr.on('error', () => {})

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof OperationalError)) throw error
  const { harmlessLines, note } = await import('./cli/terminal.ts')
  note(`tripline: ${harmlessLines(error.message)}`)
  process.exitCode = 2
  // What the command had opened by then, such as a connection that mends itself, must not keep it from ending.
  process.stdout.write('', () => process.exit())
}

/** Scripts ask for the version often, and for it alone nothing else is loaded. */
async function run(args: readonly string[]): Promise<number> {
  if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
    process.stdout.write(`${version}\n`)
    return 0
  }
  const { runCli } = await import('./cli/cli.ts')
  return await runCli(args)
}
