// The command line: which words mean which command. Each command's code is loaded when it is asked for.
import { Command, CommanderError, Option } from 'commander'
import { version } from '../app/version.ts'
import { levels } from '../compiler/plan.ts'
import { collect, countOption, levelOption } from './options.ts'

type Run = (...args: never[]) => Promise<number>

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
    .configureHelp({ sortSubcommands: false, subcommandTerm: (command) => command.name() })
  for (const add of [
    addScan,
    addEvents,
    addQuery,
    addCheck,
    addTest,
    addExplain,
    addFmt,
    addLsp,
    addRun,
    addWorker,
    addQueues,
    addWebhooks,
    addDeadLetters,
    addConnectors,
    addSetup,
  ])
    add(program, done)
  for (const command of program.commands) {
    command.exitOverride().showSuggestionAfterError()
    if (command.commands.length > 0) command.hook('preSubcommand', mustBeKnown)
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

type Add = (program: Command, done: (status: number) => void) => void

/** Loads the command's code, runs it, keeps its exit status. */
const action =
  (done: (status: number) => void, load: () => Promise<Run>) =>
  async (...args: unknown[]): Promise<void> => {
    const run = await load()
    // The last argument is commander's own command object.
    done(await run(...(args.slice(0, -1) as never[])))
  }

const rulesOption = new Option(
  '-r, --rules <path>',
  'rule file or folder; repeatable (default: the rulesets that ship)',
).argParser(collect)
const connectorOption = new Option(
  '-c, --connector <name>',
  'read logs as this format (default: recognised from the content)',
)
const formatOption = new Option('--format <string>', "the proxy's own format string, for connectors that take one")
const timezoneOption = new Option('--timezone <name>', 'where the times are from that name no zone (default: UTC)')
const mappingOption = new Option(
  '--mapping <file>',
  'how to read the lines of any log: the mapping of the connector generic, as YAML',
).implies({ connector: 'generic' })
const rulesConfigOption = new Option('--config <file>', 'where other rules are, and what is in lists')
const configOption = new Option('--config <file>', 'settings for origins, session cookies and logins')
const atEndOption = new Option('--at-end <mode>', 'absences that are still open at the end')
  .choices(['undecided', 'fire'])
  .default('undecided')

const addScan: Add = (program, done) => {
  program
    .command('scan')
    .summary('read captures and logs, print the incidents and a summary')
    .description(
      'Reads captures and logs, holds them against the rules, prints the incidents and a summary. `-` is standard input.',
    )
    .argument('[input...]', 'capture, log, folder of them or quoted pattern; .gz and .zst are read as they are')
    .addOption(rulesOption)
    .addOption(connectorOption)
    .addOption(formatOption)
    .addOption(timezoneOption)
    .addOption(mappingOption)
    .addOption(configOption)
    .option('--json', 'one JSON object an incident, and nothing else, on stdout')
    .addOption(
      new Option('--fail-on <level>', `exit with 1 where an incident is at or above: ${levels.join(', ')}`).argParser(
        levelOption,
      ),
    )
    .option('--store <file>', 'keep the incidents in this SQLite file as well')
    .option('--stats', 'what came of each rule as well: events, matches, and how far it came where it did not match')
    .option('--unreadable <file>', 'write the lines that cannot be read to this file, with their places and reasons')
    .addOption(atEndOption)
    .addOption(new Option('--demo').hideHelp())
    .action(action(done, async () => (await import('./scan.ts')).scanCommand))
}

const addEvents: Add = (program, done) => {
  program
    .command('events')
    .summary('print the events that an input yields, one a line')
    .description('Prints the events that inputs yield, in order of time: one nested ECS JSON object a line.')
    .argument('<input...>', 'capture or log; `-` is standard input')
    .addOption(connectorOption)
    .addOption(formatOption)
    .addOption(timezoneOption)
    .addOption(mappingOption)
    .addOption(configOption)
    .option('--json', 'the same: events are always JSON')
    .action(action(done, async () => (await import('./events.ts')).eventsCommand))
}

const addQuery: Add = (program, done) => {
  program
    .command('query')
    .summary('hunt: print what an EQL query matches')
    .description(
      'Prints what a query matches: events, sequences, or the rows of a statistic. The clock runs on at the end.',
    )
    .argument('<query>', "as in a rule's detect: 'frame where not websocket.masked'")
    .argument('<input...>', 'capture or log; `-` is standard input')
    .addOption(connectorOption)
    .addOption(formatOption)
    .addOption(timezoneOption)
    .addOption(mappingOption)
    .addOption(configOption)
    .option('--json', 'one JSON object a match')
    .action(action(done, async () => (await import('./query.ts')).queryCommand))
}

const addCheck: Add = (program, done) => {
  program
    .command('check')
    .summary('say what is wrong with rules')
    .description('Says what is wrong with rules, all mistakes at once. Exits with 1 where there is an error.')
    .argument('<path...>', 'rule files and folders')
    .addOption(rulesConfigOption)
    .option('--json', 'one JSON object a problem, for editors')
    .action(action(done, async () => (await import('./check.ts')).checkCommand))
}

const addTest: Add = (program, done) => {
  program
    .command('test')
    .summary("run the rules' own tests")
    .description("Runs the rules' own tests in virtual time. Exits with 1 where one fails.")
    .argument('<path...>', 'rule files and folders')
    .option('--coverage', 'which conditions held, or failed, in no test of their rule')
    .addOption(rulesConfigOption)
    .option('--json', 'one JSON object a test; with --coverage one a condition as well')
    .action(action(done, async () => (await import('./test.ts')).testCommand))
}

const addFmt: Add = (program, done) => {
  program
    .command('fmt')
    .summary('put rules into their one canonical form')
    .description(
      'Puts rule files into their one canonical form, in place, and names those that changed. Comments stay; a file with a mistake is left as it is, and its mistakes are told.',
    )
    .argument('[path...]', 'rule files and folders; `-` is standard input')
    .option('--check', 'write nothing; exit with 1 and name the files that are in another form')
    .option('--stdin', 'from standard input to standard output')
    .option('--json', 'one JSON object a file')
    .action(action(done, async () => (await import('./fmt.ts')).fmtCommand))
}

const addLsp: Add = (program, done) => {
  program
    .command('lsp')
    .summary('the language server, for editors')
    .description(
      'Speaks the Language Server Protocol over standard input and output: diagnostics, completion, hover, formatting, definitions and outline of rule files. Editors start it; editors/vscode is an extension that does.',
    )
    .addOption(new Option('--stdio', 'as editors ask for it; there is no other way').hideHelp())
    .action(action(done, async () => (await import('./lsp.ts')).lspCommand))
}

const addExplain: Add = (program, done) => {
  program
    .command('explain')
    .summary('how a rule is evaluated and what it may cost; why it fired on an input, or did not')
    .description(
      'Says how a rule is evaluated, what it reads, and how much it may keep. With inputs: what became of their events at each of its conditions, how far it came, and what ended it.',
    )
    .argument('<rule>', 'name of a rule, or a rule file')
    .argument('[input...]', 'capture or log; `-` is standard input')
    .addOption(rulesOption)
    .addOption(connectorOption)
    .addOption(formatOption)
    .addOption(timezoneOption)
    .addOption(mappingOption)
    .addOption(configOption)
    .addOption(atEndOption)
    .option('--json', 'the same as one JSON object a rule')
    .action(action(done, async () => (await import('./explain.ts')).explainCommand))
}

const addRun: Add = (program, done) => {
  program
    .command('run')
    .summary('watch logs and captures, take events over HTTP, serve the console')
    .description('The whole thing: sources, rules, store, webhooks, API and console, as tripline.yaml says.')
    .option('--config <file>', 'the config (default: tripline.yaml where there is one)')
    .option('--json', 'own log lines as JSON')
    .action(action(done, async () => (await import('./run.ts')).runCommand))
}

const addWorker: Add = (program, done) => {
  program
    .command('worker')
    .summary('evaluate what runs put into the queues; as many of them as there is work for')
    .description(
      'Evaluates its share of the partitions that `tripline run` fills, where the config has a queue. Start as many as needed, on any machine: they divide the work among themselves, and take over from one that dies.',
    )
    .option('--config <file>', 'the config (default: tripline.yaml where there is one)')
    .option('--json', 'own log lines as JSON')
    .action(action(done, async () => (await import('./worker.ts')).workerCommand))
}

const addQueues: Add = (program, done) => {
  program
    .command('queues')
    .summary('what waits for workers, since when, and which worker has which partition')
    .option('--config <file>', 'the config that names the queue')
    .option('--json', 'all of it as one JSON object')
    .action(action(done, async () => (await import('./queues.ts')).queuesCommand))
}

const addWebhooks: Add = (program, done) => {
  const webhooks = program
    .command('webhooks')
    .summary('what is waiting to be sent, what failed; try again')
    .exitOverride()
  const shared = (command: Command): Command =>
    command.option('--config <file>', 'the config that names the store').option('--json', 'one JSON object a delivery')
  shared(webhooks.command('list', { isDefault: true }).summary('deliveries, newest first'))
    .addOption(new Option('--state <state>').choices(['waiting', 'delivered', 'failed']))
    .action(action(done, async () => (await import('./webhooks.ts')).listCommand))
  shared(webhooks.command('retry').summary('make failed deliveries due now'))
    .argument('[id]', 'one delivery (default: all that failed)')
    .action(action(done, async () => (await import('./webhooks.ts')).retryCommand))
}

const addDeadLetters: Add = (program, done) => {
  const letters = program
    .command('dead-letters')
    .summary('what was refused for good; try again, or throw away')
    .exitOverride()
  const shared = (command: Command): Command =>
    command.option('--config <file>', 'the config that names the store').option('--json', 'one JSON object a letter')
  const load = () => import('./dead-letters.ts')
  shared(letters.command('list', { isDefault: true }).summary('letters, newest first')).action(
    action(done, async () => (await load()).listCommand),
  )
  shared(letters.command('retry').summary('put letters back to where they are tried again'))
    .argument('[id]', 'one letter (default: all)')
    .action(action(done, async () => (await load()).retryCommand))
  shared(letters.command('purge').summary('throw letters away'))
    .argument('[id]', 'one letter')
    .option('--all', 'all of them')
    .action(action(done, async () => (await load()).purgeCommand))
}

const addConnectors: Add = (program, done) => {
  const readers = program
    .command('connectors')
    .summary('which logs can be read; how one of yours would be')
    .exitOverride()
  const load = () => import('./connectors.ts')
  readers
    .command('list', { isDefault: true })
    .summary('every connector: what it reads, and which events come of it')
    .option('--json', 'one JSON object a connector')
    .action(action(done, async () => (await load()).listCommand))
  readers
    .command('test')
    .summary('show how a log is read: its first lines, their fields, and what they cannot say')
    .description(
      'Shows which connector reads a log and how surely it was recognised, the fields of its first lines, what could not be read, and which important fields are in none of them. With --format alone, the connector is the one that reads it best.',
    )
    .argument('<file>', 'log; `-` is standard input; .gz and .zst are read as they are')
    .addOption(connectorOption)
    .addOption(formatOption)
    .addOption(timezoneOption)
    .addOption(mappingOption)
    .addOption(configOption)
    .addOption(new Option('-n, --lines <number>', 'lines to show').argParser(countOption).default(5))
    .option('--json', 'one JSON object a line, and a summary as the last')
    .action(action(done, async () => (await load()).testCommand))
}

const addSetup: Add = (program, done) => {
  const setup = program.command('setup').summary('prepare other servers for what Tripline writes').exitOverride()
  setup
    .command('elastic')
    .summary('index templates, lifecycle and data streams in Elasticsearch; safe to repeat')
    .description(
      'Installs what Elasticsearch needs to know of incidents and events. Safe to repeat: what users added stays as it is.',
    )
    .option('--config <file>', 'the config that names the server')
    .option('--kibana <url>', 'put data views, searches, dashboards and a detection rule into this Kibana as well')
    .option('--space <name>', "the space of Kibana's that they belong to (default: Default)")
    .option('--json', 'one JSON object a step')
    .action(action(done, async () => (await import('./setup.ts')).setupElasticCommand))
}
