// The commands that run for long, and those that look after what runs.
import { type Command, Option } from 'commander'
import { type Add, action } from './command.ts'

export const addRun: Add = (program, done) => {
  program
    .command('run')
    .summary('watch logs and captures, take events over HTTP, serve the console')
    .description('The whole thing: sources, rules, store, webhooks, API and console, as tripline.yaml says.')
    .option('--config <file>', 'the config (default: tripline.yaml where there is one)')
    .option('--json', 'own log lines as JSON')
    .option('--dry-run', 'tell what would be blocked, and block nothing')
    .action(action(done, async () => (await import('./run.ts')).runCommand))
}

export const addWorker: Add = (program, done) => {
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

export const addQueues: Add = (program, done) => {
  program
    .command('queues')
    .summary('what waits for workers, since when, and which worker has which partition')
    .option('--config <file>', 'the config that names the queue')
    .option('--json', 'all of it as one JSON object')
    .action(action(done, async () => (await import('./queues.ts')).queuesCommand))
}

export const addWebhooks: Add = (program, done) => {
  const webhooks = program
    .command('webhooks')
    .summary('what is waiting to be sent, what failed; try again')
    .exitOverride()
  const shared = (command: Command): Command =>
    command.option('--config <file>', 'the config that names the store').option('--json', 'one JSON object a delivery')
  shared(webhooks.command('list', { isDefault: true }).summary('deliveries, newest first'))
    .addOption(new Option('--state <state>', 'those in this state alone').choices(['waiting', 'delivered', 'failed']))
    .action(action(done, async () => (await import('./webhooks.ts')).listCommand))
  shared(webhooks.command('retry').summary('make failed deliveries due now'))
    .argument('[id]', 'one delivery (default: all that failed)')
    .action(action(done, async () => (await import('./webhooks.ts')).retryCommand))
}

export const addBlocks: Add = (program, done) => {
  const blocks = program
    .command('blocks')
    .summary('what is blocked in the kernel; block, and let go again')
    .exitOverride()
  const shared = (command: Command): Command =>
    command.option('--config <file>', 'the config that names the store').option('--json', 'one JSON object a block')
  const load = () => import('./blocks.ts')
  shared(blocks.command('list', { isDefault: true }).summary('blocks that are not over')).action(
    action(done, async () => (await load()).listCommand),
  )
  shared(blocks.command('add').summary('block an address or a network, by the run that is alive'))
    .argument('<address>', 'such as 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32')
    .option('--for <span>', 'for how long', '1h')
    .option('--dry-run', 'say only whether it may be blocked')
    .action(action(done, async () => (await load()).addCommand))
  shared(blocks.command('remove').summary('let go of an address or a network'))
    .argument('<address>', 'as `tripline blocks list` shows it')
    .action(action(done, async () => (await load()).removeCommand))
}

export const addDeadLetters: Add = (program, done) => {
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

export const addSetup: Add = (program, done) => {
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
