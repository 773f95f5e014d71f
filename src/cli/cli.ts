// The command line: which words mean which command. Each command's code is loaded when it is asked for.
import { Command, CommanderError } from 'commander'
import { version } from '../app/version.ts'
import { addBaseline } from './baseline-commands.ts'
import { addAudit, addConnectors, addEvents, addInit, addQuery, addScan } from './input-commands.ts'
import { addCheck, addExplain, addFmt, addLsp, addTest } from './rule-commands.ts'
import { addBlocks, addDeadLetters, addQueues, addRun, addSetup, addWebhooks, addWorker } from './running-commands.ts'

/** Runs the command that the arguments name and returns the exit status. */
export async function runCli(args: readonly string[]): Promise<number> {
  let status = 0
  const program = buildProgram((n) => {
    status = n
  })
  try {
    await program.parseAsync(args.length === 0 ? ['--help'] : [...args], { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    throw error
  }
  return status
}

function buildProgram(done: (status: number) => void): Command {
  const program = new Command('tripline')
  program
    .description(
      'Sees attacks inside WebSocket traffic: reads captures and logs, holds them against rules, raises incidents.',
    )
    .version(version, '-V, --version')
    .addHelpText('before', examples)
    .helpOption('-h, --help', 'show this help; `tripline COMMAND --help` tells more')
    .helpCommand(false)
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError('tripline --help shows what there is.')
    .configureHelp({ sortSubcommands: false, subcommandTerm: (command) => command.name() })
  for (const add of [
    addScan,
    addAudit,
    addEvents,
    addQuery,
    addCheck,
    addTest,
    addExplain,
    addFmt,
    addLsp,
    addInit,
    addRun,
    addWorker,
    addQueues,
    addWebhooks,
    addBlocks,
    addDeadLetters,
    addBaseline,
    addConnectors,
    addSetup,
  ])
    add(program, done)
  for (const command of program.commands) {
    command.exitOverride().showSuggestionAfterError()
    if (command.commands.length > 0) command.hook('preSubcommand', mustBeKnown)
    command.showHelpAfterError(`tripline ${command.name()} --help shows how it is called.`)
    for (const one of command.commands)
      one.showHelpAfterError(`tripline ${command.name()} ${one.name()} --help shows how it is called.`)
  }
  return program
}

/** Without this an unknown word would be taken for an argument of the command that is meant where none is named. */
function mustBeKnown(group: Command): void {
  const names = group.commands.map((command) => command.name())
  const [word] = group.args
  if (word === undefined || word.startsWith('-') || word === 'help' || names.includes(word)) return
  group.error(`error: there is no command '${group.name()} ${word}'; there are: ${names.join(', ')}`)
}

const examples = `Examples
  tripline scan capture.pcap                     what happened in there?
  tripline scan access.log other.pcap --json     one JSON object an incident
  tripline query 'handshake where url.query : "*token=*"' capture.pcap
  tripline connectors test access.log            how is this log read, and what does it lack?
  tripline test rules/ && tripline run           test rules of your own, then run them
`
