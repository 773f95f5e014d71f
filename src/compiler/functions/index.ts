// The functions of the language, by hand. A new one is a file and a line here.
import type { Call, Expression } from '../ast.ts'
import { add } from './add.ts'
import { anomaly } from './anomaly.ts'
import { arraySearch } from './array-search.ts'
import { between } from './between.ts'
import { cidrMatch } from './cidr-match.ts'
import { concat } from './concat.ts'
import { divide } from './divide.ts'
import { endsWith } from './ends-with.ts'
import { findings } from './findings.ts'
import type { RuleFunction } from './function.ts'
import { indexOf } from './index-of.ts'
import { json } from './json.ts'
import { length } from './length.ts'
import { lower } from './lower.ts'
import { modulo } from './modulo.ts'
import { multiply } from './multiply.ts'
import { number } from './number.ts'
import { secrets } from './secrets.ts'
import { soughtId } from './sought-id.ts'
import { startsWith } from './starts-with.ts'
import { string } from './string.ts'
import { stringContains } from './string-contains.ts'
import { substring } from './substring.ts'
import { subtract } from './subtract.ts'
import { upper } from './upper.ts'
import { usual } from './usual.ts'

// biome-ignore format: table
export const functions: readonly RuleFunction[] = [
  add, anomaly, arraySearch, between, cidrMatch, concat, divide, endsWith, indexOf, json, length, lower, modulo, multiply, number,
  secrets, soughtId, startsWith, string, stringContains, substring, subtract, upper, usual, ...findings,
]

const byName = new Map(functions.map((definition) => [definition.name, definition]))

export const functionOf = (name: string): RuleFunction | undefined => byName.get(name)

/** The field that a call stands for, where it asks for what is learned. */
export const learnedField = ({ name, arguments: given }: Call): string | null =>
  functionOf(name.text)?.learned?.(given) ?? null

/** The field that a call in a condition's place asks for: whether anything was found. */
export const findingField = (call: Expression): string | null =>
  call.kind === 'call' && functionOf(call.name.text)?.isFinding ? learnedField(call) : null
