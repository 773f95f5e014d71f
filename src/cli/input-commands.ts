// The commands that read inputs: what is in them, and how they are read.
import { Option } from 'commander'
import { levels } from '../compiler/plan.ts'
import { type Add, action, withOptions } from './command.ts'
import { atEndOption, countOption, inputOptions, levelOption, rulesOption } from './options.ts'

export const addScan: Add = (program, done) => {
  withOptions(
    program
      .command('scan')
      .summary('read captures and logs, print the incidents and a summary')
      .description(
        'Reads captures and logs, holds them against the rules, prints the incidents and a summary. `-` is standard input.',
      )
      .argument('[input...]', 'capture, log, folder of them or quoted pattern; .gz and .zst are read as they are'),
    [rulesOption, ...inputOptions],
  )
    .option('--json', 'one JSON object an incident, and nothing else, on stdout')
    .addOption(
      new Option('--fail-on <level>', `exit with 1 where an incident is at or above: ${levels.join(', ')}`).argParser(
        levelOption,
      ),
    )
    .option('--store <file>', 'keep the incidents in this SQLite file as well')
    .option(
      '--stats',
      'what came of each rule as well, and what it cost: time, events, matches, what it holds, and how far it came where it did not match',
    )
    .option('--baseline <file>', 'what is usual, as `tripline baseline` learned or exported it')
    .option('--unreadable <file>', 'write the lines that cannot be read to this file, with their places and reasons')
    .addOption(atEndOption)
    .addOption(new Option('--demo').hideHelp())
    .action(action(done, async () => (await import('./scan.ts')).scanCommand))
}

export const addAudit: Add = (program, done) => {
  withOptions(
    program
      .command('audit')
      .summary('review every WebSocket endpoint that captures and logs show')
      .description(
        'Answers eight questions of a review for each WebSocket endpoint that was seen: pass, fail or not seen, with what shows it. Give the log beside the capture: each shows what the other cannot.',
      )
      .argument('<input...>', 'capture or log; `-` is standard input; .gz and .zst are read as they are'),
    inputOptions,
  )
    .option('--json', 'one JSON object an endpoint')
    .option('--html <file>', 'write the review to this file as well, as a page that needs nothing besides itself')
    .action(action(done, async () => (await import('./audit.ts')).auditCommand))
}

export const addInit: Add = (program, done) => {
  withOptions(
    program
      .command('init')
      .summary('write a commented tripline.yaml, from what captures and logs show')
      .description(
        'Writes a commented tripline.yaml. From inputs it takes the origins, cookies, proxies and message shapes of a deployment; without any it writes what may be set.',
      )
      .argument('[input...]', 'capture or log; .gz and .zst are read as they are'),
    inputOptions,
  )
    .option('--out <file>', 'the file that is written; `-` is standard output', 'tripline.yaml')
    .action(action(done, async () => (await import('./init.ts')).initCommand))
}

export const addEvents: Add = (program, done) => {
  withOptions(
    program
      .command('events')
      .summary('print the events that an input yields, one a line')
      .description('Prints the events that inputs yield, in order of time: one nested ECS JSON object a line.')
      .argument('<input...>', 'capture or log; `-` is standard input'),
    inputOptions,
  )
    .option('--json', 'the same: events are always JSON')
    .action(action(done, async () => (await import('./events.ts')).eventsCommand))
}

export const addQuery: Add = (program, done) => {
  withOptions(
    program
      .command('query')
      .summary('hunt: print what an EQL query matches')
      .description(
        'Prints what a query matches: events, sequences, or the rows of a statistic. The clock runs on at the end.',
      )
      .argument('<query>', "as in a rule's detect: 'frame where not websocket.masked'")
      .argument('<input...>', 'capture or log; `-` is standard input'),
    inputOptions,
  )
    .option('--json', 'one JSON object a match')
    .action(action(done, async () => (await import('./query.ts')).queryCommand))
}

export const addConnectors: Add = (program, done) => {
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
  withOptions(
    readers
      .command('test')
      .summary('show how a log is read: its first lines, their fields, and what they cannot say')
      .description(
        'Shows which connector reads a log and how surely it was recognised, the fields of its first lines, what could not be read, and which important fields are in none of them. With --format alone, the connector is the one that reads it best.',
      )
      .argument('<file>', 'log; `-` is standard input; .gz and .zst are read as they are'),
    inputOptions,
  )
    .addOption(new Option('-n, --lines <number>', 'lines to show').argParser(countOption).default(5))
    .option('--json', 'one JSON object a line, and a summary as the last')
    .action(action(done, async () => (await load()).testCommand))
}
