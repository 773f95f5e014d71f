// The commands about what is usual.
import { type Add, action, withOptions } from './command.ts'
import { inputOptions } from './options.ts'

export const addBaseline: Add = (program, done) => {
  const baseline = program
    .command('baseline')
    .summary('what is usual for each class of connections: show it, learn it, hand it on')
    .exitOverride()
  const load = () => import('./baseline.ts')
  baseline
    .command('show', { isDefault: true })
    .summary('classes, since when, what they learned, what is usual')
    .argument('[file]', 'a baseline that was learned or exported (default: that of the run of the config)')
    .option('--config <file>', 'the config that names the store')
    .option('--json', 'one JSON object a class, with all features')
    .action(action(done, async () => (await load()).showCommand))
  withOptions(
    baseline
      .command('learn')
      .summary('learn from captures and logs')
      .description('Learns what is usual from captures and logs that are trusted, and writes it to a file.')
      .argument('<input...>', 'capture or log; `-` is standard input')
      .requiredOption('-o, --out <file>', 'where the baseline goes')
      .option('--from <file>', 'go on from this baseline'),
    inputOptions,
  ).action(action(done, async () => (await load()).learnCommand))
  baseline
    .command('export')
    .summary('write what a run has learned to a file')
    .argument('<file>', 'where the baseline goes')
    .option('--config <file>', 'the config that names the store')
    .action(action(done, async () => (await load()).exportCommand))
  baseline
    .command('import')
    .summary('have a run begin with a baseline, when it starts the next time')
    .argument('<file>', 'a baseline that was learned or exported')
    .option('--config <file>', 'the config that names the store')
    .action(action(done, async () => (await load()).importCommand))
}
