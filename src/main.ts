// The program: arguments → exit status. Operational errors end here, as a sentence on stderr.
import { runCli } from './cli/cli.ts'
import { harmlessLines, note } from './cli/terminal.ts'
import { OperationalError } from './errors.ts'

process.on('SIGINT', () => process.exit(130))
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader of a pipe went away, as `| head` does: that is no fault.
  if (error.code === 'EPIPE') process.exit(0)
  note(`tripline: What was found cannot be written: ${error.message}.`)
  process.exit(2)
})
// There is nobody left to tell.
process.stderr.on('error', () => {})

try {
  process.exitCode = await runCli(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof OperationalError)) throw error
  note(`tripline: ${harmlessLines(error.message)}`)
  process.exitCode = 2
  // What the command had opened by then, such as a connection that mends itself, must not keep it from ending.
  process.stdout.write('', () => process.exit())
}
