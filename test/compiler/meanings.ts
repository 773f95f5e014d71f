// Conditions of rules to be made up: calls of every function, lists, macros; and the same written out, without them.
import fc from 'fast-check'
import type { Expression } from '../../src/compiler/ast.ts'
import type { Parameter } from '../../src/compiler/functions/function.ts'
import { functions } from '../../src/compiler/functions/index.ts'
import { condition, keyword, number } from './expressions.ts'

const span = { start: 0, end: 0 }
const field = (name: string): Expression => ({ kind: 'field', name, optional: false, span })
const literal = (value: string | number | boolean): Expression => ({ kind: 'literal', value, span })

/** A constant that a function takes in that place. */
const constants: Readonly<Record<string, fc.Arbitrary<Expression>>> = {
  cidrMatch: fc.constantFrom('10.0.0.0/8', '2001:db8::/32', '0.0.0.0/0').map(literal),
  number: fc.constantFrom(2, 10, 16).map(literal),
  json: fc.constantFrom('$', '$.a', '$.a[0].b').map(literal),
}

function argument(name: string, { type, constant }: Parameter): fc.Arbitrary<Expression> {
  if (constant) return constants[name] ?? fc.boolean().map(literal)
  switch (type) {
    case 'keyword':
      return keyword
    case 'number':
      return number
    case 'boolean':
      return fc.boolean().map(literal)
    case 'ip':
      return fc.constantFrom('source.ip', 'client.ip').map(field)
    case 'any':
      return fc.oneof(keyword, number)
  }
}

/** `arraySearch` has a name of its own for an element; what is learned stands for a field. Both have tests of their own. */
const called = functions.filter(({ name, learned }) => name !== 'arraySearch' && learned === undefined)

/** A call of every function, compared with something where it is no condition by itself. */
export const call: fc.Arbitrary<Expression> = fc.constantFrom(...called).chain((definition) => {
  const { name, parameters, returns, folds } = definition
  const last = parameters.at(-1)
  const least = parameters.filter(({ optional }) => !optional).length
  const most = last?.many ? [...parameters, last] : parameters
  return fc
    .integer({ min: least, max: most.length })
    .chain((count) =>
      fc.tuple(
        fc.tuple(...most.slice(0, count).map((parameter) => argument(name, parameter))),
        folds ? fc.boolean() : fc.constant(false),
        fc.constantFrom('==', '!='),
        returns === 'keyword' ? keyword : number,
      ),
    )
    .map(([given, fold, operator, other]): Expression => {
      const made: Expression = { kind: 'call', name: { text: name, span }, fold, arguments: given, span }
      return returns === 'boolean' ? made : { kind: 'compare', operator, left: made, right: other, span }
    })
})

export const lists = {
  nets: { type: 'cidr', entries: ['10.0.0.0/8', '2001:db8::/32'] },
  hosts: { type: 'ip', entries: ['192.0.2.1', '10.0.0.2'] },
  words: { type: 'keyword', entries: ['a', 'Ab', ''] },
  sites: { type: 'domain', entries: ['example.com', 'b.example.net'] },
} as const
type ListName = keyof typeof lists

/** What is asked of which list. */
const membership: fc.Arbitrary<Expression> = fc
  .tuple(
    fc.constantFrom<readonly [string, ListName, boolean]>(
      ['source.ip', 'nets', false],
      ['client.ip', 'hosts', false],
      ['user.name', 'words', false],
      ['user.name', 'words', true],
      ['url.domain', 'sites', false],
    ),
    fc.boolean(),
  )
  .map(([[asked, list, fold], negated]) => ({
    kind: 'in',
    value: field(asked),
    negated,
    fold,
    members: null,
    list: { text: list, span },
    span,
  }))

export const macroNames = ['first_macro', 'second_macro'] as const

const joined = (part: fc.Arbitrary<Expression>): fc.Arbitrary<Expression> =>
  fc.letrec<{ joined: Expression }>((tie) => ({
    joined: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      part,
      fc
        .tuple(fc.constantFrom('and', 'or'), fc.array(tie('joined'), { minLength: 2, maxLength: 3 }))
        .map(([kind, all]): Expression => ({ kind, all, span })),
      tie('joined').map((value): Expression => ({ kind: 'not', value, span })),
    ),
  })).joined

/** Of a macro; the second may use the first. */
export const macroBodies = fc.tuple(
  joined(fc.oneof(call, membership)),
  joined(fc.oneof(condition, membership, fc.constant(field(macroNames[0])))),
)

/** With calls, lists and macros. */
export const ruleCondition = joined(
  fc.oneof(
    condition,
    call,
    membership,
    fc.constantFrom(...macroNames).map((name) => field(name)),
  ),
)

/** The same without lists and macros. */
export function writtenOut(node: Expression, macros: Readonly<Record<string, Expression>>): Expression {
  const inner = (part: Expression): Expression => writtenOut(part, macros)
  switch (node.kind) {
    case 'and':
    case 'or':
      return { ...node, all: node.all.map(inner) }
    case 'not':
      return { ...node, value: inner(node.value) }
    case 'compare':
      return { ...node, left: inner(node.left), right: inner(node.right) }
    case 'field':
      return Object.hasOwn(macros, node.name) ? inner(macros[node.name]!) : node
    case 'in':
      return node.list ? members(node, lists[node.list.text as ListName]) : node
    default:
      return node
  }
}

type Membership = Extract<Expression, { kind: 'in' }>

function members(node: Membership, { type, entries }: (typeof lists)[ListName]): Expression {
  if (type !== 'domain') return { ...node, list: null, members: entries.map(literal) }
  const patterns = entries.flatMap((entry) => [entry, `*.${entry}`]).map(literal)
  const match: Expression = { kind: 'match', operator: 'like~', value: node.value, patterns, span }
  return node.negated ? { kind: 'not', value: match, span } : match
}

const judged = fc.constantFrom('n', 'share', 'top').map(field)
const amount: fc.Arbitrary<Expression> = fc.letrec<{ amount: Expression }>((tie) => ({
  amount: fc.oneof(
    { maxDepth: 3 },
    judged,
    fc.integer({ min: 0, max: 4 }).map(literal),
    fc
      .tuple(fc.constantFrom('+', '-', '*', '/', '%'), tie('amount'), tie('amount'))
      .map(([operator, left, right]): Expression => ({ kind: 'arithmetic', operator, left, right, span })),
  ),
})).amount

/** Over the statistics `n`, `share`, `top` and the text `who`. */
export const havingCondition = joined(
  fc.oneof(
    fc
      .tuple(fc.constantFrom('==', '!=', '<', '<=', '>', '>='), amount, amount)
      .map(([operator, left, right]): Expression => ({ kind: 'compare', operator, left, right, span })),
    fc.tuple(fc.constantFrom('==', '!='), fc.constantFrom('a', 'Ab')).map(
      ([operator, text]): Expression => ({
        kind: 'compare',
        operator,
        left: field('who'),
        right: literal(text),
        span,
      }),
    ),
  ),
)
