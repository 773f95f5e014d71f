// Why a rule did not fire, in words.
import pc from 'picocolors'
import { expect, test } from 'vitest'
import { printObserved } from '../../src/cli/print-observed.ts'
import { anyCategory } from '../../src/event/category.ts'
import { Observer } from '../../src/explain/observe.ts'
import { Evaluator } from '../../src/pipeline/evaluator.ts'
import { batchOf, ruleOf, type Told } from '../explain/rule.ts'
import { timesIn } from '../rows.ts'

function outcomeOf(body: string, events: readonly Told[]): string {
  const { rule, ruleset, dissected } = ruleOf(body)
  const observer = new Observer(rule, dissected)
  const source = { id: 's', categories: anyCategory, latenessUs: 0 }
  const evaluator = new Evaluator({ ...ruleset, rules: [observer.rule] }, [source])
  const batch = batchOf(ruleset, events)
  const progress = { us: timesIn(batch).at(-1)!, nanos: 0, sequence: batch.length }
  evaluator.evaluate({ source: 's', n: 1, batch, progress, resume: null })
  observer.see(batch)
  const observed = {
    rule: rule.metadata,
    counters: evaluator.ruleCounters()[0]!,
    incidents: [],
    undecided: 0,
    events: evaluator.eventCounts(),
    observation: observer.read(),
  }
  const printed = printObserved(observed, { colours: pc.createColors(false), width: 200 }).split('\n')
  return printed
    .find((line) => line.startsWith('outcome'))!
    .slice('outcome'.length)
    .trim()
}

const flow = `detect
  step connect = [handshake]
  step bye = [close]
  conversation by websocket.connection.id { connect -> bye }`
const connected = { 'websocket.connection.id': 'c' }

test('a step of a conversation that never came is no reason: nothing that did not fit came either', () => {
  const begun: Told[] = [{ category: 'handshake', fields: connected }]
  expect(outcomeOf(flow, begun)).toContain('no conversation that was seen from its beginning left the flow')
})

test('where no step of a conversation let an event pass it has not begun', () => {
  expect(outcomeOf(flow, [{ category: 'auth', fields: connected }])).toContain('no event passed any of its steps')
})

test('what need not come is no reason; what all of a sample or a sequence needs is', () => {
  const sample = (of: string) => `detect sample by source.ip with maxspan=1m ${of} { [auth] [handshake] [close] }`
  const events: Told[] = [{ category: 'auth', fields: { 'source.ip': '192.0.2.1' } }]
  expect(outcomeOf(sample('2 of'), events)).toContain('not together')
  expect(outcomeOf(sample('3 of'), events)).toContain('no event of handshake came')
})
