// Rules of statistics as they are written: what a connection's window is, what is compared, what is new.
import { describe, expect, test } from 'vitest'
import { compileRules } from '../../src/compiler/compile.ts'
import { runTest } from '../../src/rule-test/run.ts'

/** What the test of a rule with that query complains of. */
function failuresOf(detect: string, steps: readonly string[]): readonly string[] {
  const text = `rule rule_of_the_tests {
  title "A rule"
  level low
  detect ${detect}
  incident "found"
  test "it" {
    ${steps.join('\n    ')}
  }
}`
  const { ruleset, problems } = compileRules([{ path: '', text }])
  const [problem] = problems.flatMap(({ diagnostics }) => diagnostics)
  if (problem) return [`${problem.code} ${problem.message}`]
  const [rule] = ruleset.rules
  return runTest(rule!, rule!.tests[0]!, ruleset.layout).failures
}

const of = (category: string, more = ''): string => `${category} { websocket.connection.id = "c"${more} }`
const silent = 'message | stats n = count() by websocket.connection.id over connection | where n == 0'
const total = 'connection | stats bytes = sum(websocket.client.bytes) over connection | where bytes > 5'

describe.each<readonly [string, string, readonly (readonly [string, readonly string[]])[]]>([
  [
    'a connection that says nothing',
    silent,
    [
      ['is found when it ends', [of('handshake'), of('connection'), 'expect 1 incident']],
      ['is found when it was closed, once', [of('handshake'), of('close'), of('connection'), 'expect 1 incident']],
      [
        'is found without an end to its transport',
        [of('handshake'), of('close'), 'wait 1m', of('close'), 'expect 1 incident'],
      ],
      [
        'is not found as long as it is open',
        [of('handshake'), 'wait 1d', 'handshake { websocket.connection.id = "d" }', 'expect none'],
      ],
      [
        'is not found when it was refused',
        [of('handshake', ', event.outcome = "failure"'), of('connection'), 'expect none'],
      ],
      ['is not found when nothing of it was seen', [of('close'), of('connection'), 'expect none']],
      ['is not found when it spoke', [of('handshake'), of('message'), of('connection'), 'expect none']],
      [
        'is not found when the message crossed the close',
        [of('handshake'), of('close'), of('message'), of('connection'), 'expect none'],
      ],
    ],
  ],
  [
    'totals of a log that tells of connections alone',
    total,
    [
      ['are judged at their one event', [of('connection', ', websocket.client.bytes = 6'), 'expect 1 incident']],
      [
        'are waited for after a close',
        [
          of('handshake'),
          of('close'),
          'wait 1m',
          of('connection', ', websocket.client.bytes = 6'),
          'expect 1 incident',
        ],
      ],
    ],
  ],
  [
    'more than in the connection before, of a user',
    'message | stats n = count() by user.name over connection | where n > 2 * previous(n)',
    [
      [
        'is found',
        [
          'message { websocket.connection.id = "a", user.name = "eve" }',
          'connection { websocket.connection.id = "a", user.name = "eve" }',
          'repeat 3 every 1s message { websocket.connection.id = "b", user.name = "eve" }',
          'connection { websocket.connection.id = "b" }',
          'expect 1 incident { user.name = "eve", websocket.connection.id = "b" }',
        ],
      ],
      [
        'is not said of a first one',
        [
          'repeat 3 every 1s message { websocket.connection.id = "b", user.name = "eve" }',
          'connection { websocket.connection.id = "b" }',
          'expect none',
        ],
      ],
    ],
  ],
  [
    'what keeps to a clock',
    'message | stats n = count(), every = interval(), off = interval_stddev() by websocket.connection.id over connection keep judging | where n >= 4 and off / every < 0.05',
    [
      [
        'is found before the connection ends',
        [`repeat 5 every 10s ${of('message')}`, 'expect 1 incident { tripline.incident.values.every = 10 }'],
      ],
      ['begins anew when it was found', [`repeat 8 every 10s ${of('message')}`, 'expect 2 incidents']],
    ],
  ],
  [
    'a condition on what the statistics are by',
    'auth | stats n = count() by source.ip, lower(user.name) over 1m | where n >= 2 and cidrMatch(source.ip, "10.0.0.0/8")',
    [
      [
        'holds of those alone',
        [
          'repeat 2 every 1s auth { source.ip = "10.0.0.1", user.name = "A" }',
          'repeat 2 every 1s auth { source.ip = "192.0.2.1", user.name = "A" }',
          'expect 1 incident { source.ip = "10.0.0.1" }',
        ],
      ],
      [
        'of equal keys',
        [
          'auth { source.ip = "10.0.0.1", user.name = "A" }',
          'auth { source.ip = "10.0.0.1", user.name = "a" }',
          'expect 1 incident',
        ],
      ],
    ],
  ],
  [
    'a value that is new',
    'handshake | first_seen user_agent.original by user.name over 14d',
    [
      [
        'is one that the key did not have',
        [
          'handshake { user.name = "a", user_agent.original = "x" }',
          'handshake { user.name = "a", user_agent.original = "y" }',
          'expect 1 incident',
        ],
      ],
      [
        'is not the first of the key',
        [
          'handshake { user.name = "a", user_agent.original = "x" }',
          'handshake { user.name = "b", user_agent.original = "x" }',
          'expect none',
        ],
      ],
      [
        'is new again when it did not come for so long',
        [
          'handshake { user.name = "a", user_agent.original = "x" }',
          'wait 10d',
          'handshake { user.name = "a", user_agent.original = "y" }',
          'wait 5d',
          'handshake { user.name = "a", user_agent.original = "x" }',
          'expect 2 incidents',
        ],
      ],
    ],
  ],
  [
    'a combination that is new',
    'handshake | first_seen user.name, source.ip over 1d',
    [
      [
        'is one also where it is the first',
        [
          'handshake { user.name = "a", source.ip = "192.0.2.1" }',
          'handshake { user.name = "a", source.ip = "192.0.2.1" }',
          'handshake { user.name = "a", source.ip = "192.0.2.2" }',
          'expect 2 incidents',
        ],
      ],
    ],
  ],
  [
    'several statistics',
    'auth | stats n = count() by source.ip, user.name over tumbling 1m | where n >= 2 | stats users = count(), worst = max(n), who = values(user.name) by source.ip | where users >= 2 | where worst > 2',
    [
      [
        'count what the ones before found',
        [
          'repeat 2 every 1s auth { source.ip = "192.0.2.1", user.name = "a" }',
          'repeat 3 every 1s auth { source.ip = "192.0.2.1", user.name = "b" }',
          'auth { source.ip = "192.0.2.1", user.name = "c" }',
          'expect 1 incident { tripline.incident.values.users = 2, tripline.incident.values.worst = 3 }',
        ],
      ],
      ['and nothing else', ['repeat 2 every 1s auth { source.ip = "192.0.2.1", user.name = "a" }', 'expect none']],
    ],
  ],
])('%s', (_, detect, cases) => {
  test.each(cases)('%s', (_, steps) => {
    expect(failuresOf(detect, steps)).toEqual([])
  })
})

test('a capture that ends early accuses nobody before time runs on', () => {
  const cut = [of('handshake'), of('connection', ', event.reason = "end_of_input"')]
  expect(failuresOf(silent, [...cut, 'expect 1 incident'])).toEqual([])
  expect(failuresOf(silent, [...cut, of('message'), of('connection'), 'expect none'])).toEqual([])
})
