// Options that several commands take, read the same way everywhere.
import { Option } from 'commander'
import { type Level, levels } from '../compiler/plan.ts'
import { OperationalError } from '../errors.ts'

/** `--rules a --rules b` → both. */
export const collect = (value: string, before: readonly string[] | undefined): readonly string[] => [
  ...(before ?? []),
  value,
]

export function levelOption(value: string): Level {
  const level = levels.find((one) => one === value)
  if (level) return level
  throw new OperationalError('USAGE', { details: `There is no level ${value}. There are: ${levels.join(', ')}.` })
}

/** How many of something: a whole number of at least one. */
export function countOption(value: string): number {
  const number = Number(value)
  if (Number.isInteger(number) && number >= 1) return number
  throw new OperationalError('USAGE', { details: `${value} is no number of lines: give 1 or more.` })
}

export const atLeast = (level: Level, wanted: Level): boolean => levels.indexOf(level) >= levels.indexOf(wanted)

export const rulesOption = new Option(
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
export const rulesConfigOption = new Option('--config <file>', 'where other rules are, and what is in lists')
const configOption = new Option('--config <file>', 'settings for origins, session cookies and logins')
const keysOption = new Option('--keys <file>', 'secrets of TLS in captures: the SSLKEYLOGFILE of a client or server')
/** How inputs are read. */
export const inputOptions: readonly Option[] = [
  connectorOption,
  formatOption,
  timezoneOption,
  mappingOption,
  configOption,
  keysOption,
]

export const atEndOption = new Option('--at-end <mode>', 'absences that are still open at the end')
  .choices(['undecided', 'fire'])
  .default('undecided')
