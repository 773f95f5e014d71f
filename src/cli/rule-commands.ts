// The commands for who writes rules.
import { Option } from 'commander'
import { type Add, action, withOptions } from './command.ts'
import { atEndOption, inputOptions, rulesConfigOption, rulesOption } from './options.ts'

export const addCheck: Add = (program, done) => {
  program
    .command('check')
    .summary('say what is wrong with rules')
    .description('Says what is wrong with rules, all mistakes at once. Exits with 1 where there is an error.')
    .argument('<path...>', 'rule files and folders')
    .addOption(rulesConfigOption)
    .option('--json', 'one JSON object a problem, for editors')
    .action(action(done, async () => (await import('./check.ts')).checkCommand))
}

export const addTest: Add = (program, done) => {
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

export const addExplain: Add = (program, done) => {
  withOptions(
    program
      .command('explain')
      .summary('how a rule is evaluated and what it may cost; why it fired on an input, or did not')
      .description(
        'Says how a rule is evaluated, what it reads, and how much it may keep. With inputs: what became of their events at each of its conditions, how far it came, and what ended it.',
      )
      .argument('<rule>', 'name of a rule, or a rule file')
      .argument('[input...]', 'capture or log; `-` is standard input'),
    [rulesOption, ...inputOptions],
  )
    .addOption(atEndOption)
    .option('--json', 'the same as one JSON object a rule')
    .action(action(done, async () => (await import('./explain.ts')).explainCommand))
}

export const addFmt: Add = (program, done) => {
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

export const addLsp: Add = (program, done) => {
  program
    .command('lsp')
    .summary('the language server, for editors')
    .description(
      'Speaks the Language Server Protocol over standard input and output: diagnostics, completion, hover, formatting, definitions and outline of rule files. Editors start it; editors/vscode is an extension that does.',
    )
    .addOption(new Option('--stdio', 'as editors ask for it; there is no other way').hideHelp())
    .action(action(done, async () => (await import('./lsp.ts')).lspCommand))
}
