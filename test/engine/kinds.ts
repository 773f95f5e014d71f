// One rule of every kind that keeps state in its own way: by keys, by parts of them, by none.
import type { KeyPart, Rule, Ruleset } from '../../src/compiler/plan.ts'
import { anyCategory } from '../../src/event/category.ts'
import { byUser, counting, isKind, layout, readX, rule, rulesetOf, step } from './build.ts'
import { chain, conversation, one, repeat } from './flows.ts'

const second = 1_000_000
const named = (id: string, made: Rule): Rule => ({ ...made, metadata: { ...made.metadata, id } })
const byX: KeyPart = { name: 'x', read: readX, optional: false }
const byKind: KeyPart = { name: 'kind', read: (batch, row) => batch.get(row, layout.slot('kind')), optional: true }
const connection = { kind: 'connection', keepJudging: false, opens: isKind('A') } as const
const within = (spanUs: number) => ({ kind: 'sliding', spanUs }) as const
const atLeast =
  (least: number) =>
  ([n]: readonly unknown[]) =>
    (n as number) >= least

export const rulesOfAllKinds: Ruleset = rulesetOf(
  named('an_event', rule({ kind: 'event', categories: anyCategory, test: isKind('A') })),
  named(
    'an_event_suppressed_by_user',
    rule(
      { kind: 'event', categories: anyCategory, test: isKind('B') },
      { suppress: { spanUs: 3 * second, by: ['user'] } },
    ),
  ),
  named(
    'an_event_suppressed_alone',
    rule({ kind: 'event', categories: anyCategory, test: isKind('C') }, { suppress: { spanUs: 3 * second, by: [] } }),
  ),
  named('many_of_a_user', rule(counting({ window: within(5 * second), having: atLeast(3) }))),
  named('many_of_anybody', rule(counting({ by: [], window: within(2 * second), having: atLeast(4) }))),
  named(
    'many_of_user_and_x_told_by_user',
    rule(counting({ by: [...byUser, byX], window: within(9 * second), having: atLeast(2) }), {
      suppress: { spanUs: 4 * second, by: ['user'] },
    }),
  ),
  named(
    'many_of_user_and_kind_told_by_both',
    rule(counting({ by: [...byUser, byKind], window: within(9 * second), having: atLeast(2) }), {
      suppress: { spanUs: 4 * second, by: ['kind', 'user'] },
    }),
  ),
  named(
    'many_told_by_their_number',
    rule(counting({ window: within(9 * second), having: atLeast(2) }), { suppress: { spanUs: 9 * second, by: ['n'] } }),
  ),
  named(
    'in_one_session',
    rule(counting({ window: { kind: 'session', gapUs: second, keepJudging: false }, having: atLeast(2) })),
  ),
  named('in_one_connection', rule(counting({ window: connection, having: atLeast(2) }))),
  named(
    'in_one_connection_by_kind_told_by_user',
    rule(counting({ by: [...byUser, byKind], window: connection, having: atLeast(2) }), {
      suppress: { spanUs: 9 * second, by: ['user'] },
    }),
  ),
  named(
    'more_than_in_the_connection_before',
    rule(
      counting({
        by: [...byUser, byX],
        window: connection,
        readsPast: true,
        having: ([n, , , before]) => before !== null && (n as number) > (before as number),
      }),
    ),
  ),
  named(
    'many_windows_of_a_user',
    rule(
      counting({
        by: [...byUser, byKind],
        window: { kind: 'tumbling', spanUs: second },
        having: atLeast(1),
        next: [
          {
            aggregates: [{ name: 'windows', kind: 'count' }],
            by: [{ name: 'user', optional: false, read: ([, user]) => user! }],
            window: within(9 * second),
            having: atLeast(2),
            keepWindow: false,
          },
        ],
      }),
    ),
  ),
  named(
    'new_to_a_user',
    rule({
      kind: 'first_seen',
      categories: anyCategory,
      test: () => true,
      values: [byX],
      by: byUser,
      spanUs: 9 * second,
    }),
  ),
  named('in_one_window', rule(counting({ window: { kind: 'tumbling', spanUs: 5 * second }, having: atLeast(2) }))),
  named(
    'one_then_none',
    rule({ kind: 'sequence', steps: [step('A'), step('B', { absent: true })], until: null, maxspanUs: 4 * second }),
  ),
  named(
    'under_another_name_at_each_step',
    rule({
      kind: 'sequence',
      steps: [step('A'), step('B', { by: [{ ...byX, name: 'user' }] }), step('C', { absent: true })],
      until: step('D'),
      maxspanUs: 8 * second,
    }),
  ),
  named(
    'in_any_order',
    rule({ kind: 'sample', steps: [step('A'), step('B'), step('C')], atLeast: 2, maxspanUs: 4 * second }),
  ),
  named(
    'in_any_order_under_other_names',
    rule({
      kind: 'sample',
      steps: [step('A'), step('B', { by: [{ ...byX, name: 'user' }] })],
      atLeast: 2,
      maxspanUs: 8 * second,
    }),
  ),
  named('in_an_order', rule(conversation(chain(one('A'), repeat(one('B'), '*'), one('C'))))),
  named(
    'asked_and_answered',
    rule({
      kind: 'exchange',
      request: { name: 'request', categories: anyCategory, test: isKind('A'), by: byUser },
      answer: { name: 'answer', categories: anyCategory, test: isKind('B'), by: byUser },
      direction: null,
      connection: -1,
      withinUs: 3 * second,
      when: ['unanswered', 'twice', 'unasked', 'slow'],
    }),
  ),
)
