// Expressions and events to be made up: every kind of expression, over fields that may be missing, arrays, or of another type.
import fc from 'fast-check'
import type { Expression } from '../../src/compiler/ast.ts'
import type { Value } from '../../src/event/value.ts'

const span = { start: 0, end: 0 }

const field = (name: string, optional = false): Expression => ({ kind: 'field', name, optional, span })
const call = (name: string, given: readonly Expression[], fold = false): Expression => ({
  kind: 'call',
  name: { text: name, span },
  fold,
  arguments: given,
  span,
})
const literal = (value: string | number | boolean | null): Expression =>
  typeof value === 'number' && !Number.isInteger(value)
    ? { kind: 'literal', value, isDouble: true, span }
    : { kind: 'literal', value, span }

const texts = ['', 'a', 'A', 'ab', 'Ab', 'b\n', 'a"\\', '💥', 'a b']
const text = fc.constantFrom(...texts)
const integer = fc.integer({ min: -4, max: 4 })
const addresses = ['10.0.0.1', '10.0.0.2', '192.0.2.1', '::ffff:10.0.0.1', '2001:db8::1', '2001:DB8:0::1', 'nowhere']
const blocks = ['10.0.0.0/8', '10.0.0.1', '2001:db8::/32', '2001:db8::1', '0.0.0.0/0']
const wildcards = ['*', 'a*', '*b', '*a*', 'a?', '?', 'A*B', 'ab', '*\n', 'a*b*', '']
const patterns = ['a.*', '[ab]+', '', 'a|b.', '.', '(ab)?']

export const { keyword, number } = fc.letrec<{ keyword: Expression; number: Expression }>((tie) => ({
  keyword: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(field('user.name'), field('event.type'), field('other', true)),
    text.map(literal),
    fc.tuple(tie('keyword')).map((given) => call('lower', given)),
    fc.tuple(tie('keyword'), tie('number')).map((given) => call('concat', given)),
    fc.tuple(tie('keyword'), tie('number')).map((given) => call('substring', given)),
  ),
  number: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(field('source.port'), field('event.risk_score'), field('other', true)),
    integer.map(literal),
    fc.constantFrom(literal(0.5), literal(-1.5)),
    fc
      .tuple(fc.constantFrom('+', '-', '*', '/', '%'), tie('number'), tie('number'))
      .map(([operator, left, right]): Expression => ({ kind: 'arithmetic', operator, left, right, span })),
    fc
      .constantFrom(field('source.port'), field('other', true))
      .map((value): Expression => ({ kind: 'negate', value, span })),
    fc.tuple(tie('keyword')).map((given) => call('length', given)),
    fc.tuple(tie('number'), tie('number')).map((given) => call('divide', given)),
  ),
}))

const comparator = fc.constantFrom('==', '!=', '<', '<=', '>', '>=')
const equality = fc.constantFrom('==', '!=')
const address = fc.oneof(fc.constant(field('source.ip')), fc.constant(field('client.ip')))

const atom: fc.Arbitrary<Expression> = fc.oneof(
  fc.boolean().map(literal),
  fc.constantFrom(field('websocket.fin'), field('other', true)),
  fc
    .tuple(comparator, fc.oneof(fc.tuple(number, number), fc.tuple(keyword, keyword)))
    .map(([operator, [left, right]]): Expression => ({ kind: 'compare', operator, left, right, span })),
  fc.tuple(equality, fc.oneof(keyword, number, address), fc.boolean()).map(([operator, side, isLeft]): Expression => {
    const [left, right] = isLeft ? [literal(null), side] : [side, literal(null)]
    return { kind: 'compare', operator, left, right, span }
  }),
  fc
    .tuple(equality, address, fc.oneof(address, fc.constantFrom(...blocks).map(literal)))
    .map(([operator, left, right]): Expression => ({ kind: 'compare', operator, left, right, span })),
  fc
    .tuple(
      fc.constantFrom(':', 'like', 'like~', 'regex', 'regex~'),
      keyword,
      fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
    )
    .map(([operator, value, picks]): Expression => {
      const from = operator.startsWith('regex') ? patterns : wildcards
      return { kind: 'match', operator, value, patterns: picks.map((i) => literal(from[i % from.length]!)), span }
    }),
  fc
    .tuple(
      fc.oneof(
        fc.tuple(keyword, fc.array(keyword, { minLength: 1, maxLength: 3 }), fc.boolean()),
        fc.tuple(keyword, fc.array(text.map(literal), { minLength: 1, maxLength: 3 }), fc.boolean()),
        fc.tuple(number, fc.array(number, { minLength: 1, maxLength: 3 }), fc.constant(false)),
        fc.tuple(number, fc.array(integer.map(literal), { minLength: 1, maxLength: 3 }), fc.constant(false)),
        fc.tuple(address, fc.array(fc.constantFrom(...blocks).map(literal), { minLength: 1 }), fc.constant(false)),
      ),
      fc.boolean(),
    )
    .map(
      ([[value, members, fold], negated]): Expression => ({
        kind: 'in',
        value,
        members,
        fold,
        negated,
        list: null,
        span,
      }),
    ),
  fc
    .tuple(fc.constantFrom('startsWith', 'endsWith', 'stringContains'), fc.tuple(keyword, keyword), fc.boolean())
    .map(([name, given, fold]) => call(name, given, fold)),
  fc.tuple(address, fc.constantFrom(...blocks).map(literal)).map((given) => call('cidrMatch', given)),
)

const joined = (kind: 'and' | 'or') => (all: Expression[]) => ({ kind, all, span }) as Expression

/** A condition, with everything that can be in one. */
export const { condition } = fc.letrec<{ condition: Expression }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    atom,
    fc.array(tie('condition'), { minLength: 2, maxLength: 3 }).map(joined('and')),
    fc.array(tie('condition'), { minLength: 2, maxLength: 3 }).map(joined('or')),
    tie('condition').map((value): Expression => ({ kind: 'not', value, span })),
    fc
      .tuple(equality, tie('condition'), fc.constantFrom(literal(true), literal(false), literal(null)))
      .map(([operator, left, right]): Expression => ({ kind: 'compare', operator, left, right, span })),
  ),
}))

const scalar = fc.oneof(text, integer, fc.constantFrom(0.5, 1.5), fc.boolean(), fc.constantFrom(...addresses))
const mixed = fc.oneof(scalar, fc.array(scalar, { minLength: 1, maxLength: 3 }))

/** Mostly of the field's own type; sometimes an array, sometimes anything. */
const holding = (own: fc.Arbitrary<Value>): fc.Arbitrary<Value> =>
  fc.oneof({ weight: 4, arbitrary: own }, { weight: 1, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: mixed })

export const event: fc.Arbitrary<Record<string, Value>> = fc.record({
  'user.name': holding(text),
  'event.type': holding(fc.array(text, { minLength: 1, maxLength: 3 })),
  'source.port': holding(integer),
  'event.risk_score': holding(fc.constantFrom(0.5, 1, 2.5)),
  'source.ip': holding(fc.constantFrom(...addresses)),
  'client.ip': holding(fc.constantFrom(...addresses)),
  'websocket.fin': holding(fc.boolean()),
  other: holding(scalar),
})
