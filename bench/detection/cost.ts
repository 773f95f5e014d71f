// Benign messages → what it costs to look for attacks in them: by detectors alone, and on the whole way of an event with all rules that ship.
import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { alsoRead } from '../../src/app/rules.ts'
import { stagesFor } from '../../src/app/stages.ts'
import { compileRules } from '../../src/compiler/compile.ts'
import type { Ruleset } from '../../src/compiler/plan.ts'
import { detectors } from '../../src/detect/detectors.ts'
import { Inspector } from '../../src/detect/inspect.ts'
import { anyCategory } from '../../src/event/category.ts'
import { readRequest } from '../../src/intake/http.ts'
import { Evaluator } from '../../src/pipeline/evaluator.ts'
import { postedTo } from '../posted.ts'
import { Stopwatch } from '../stopwatch.ts'
import type { Row } from '../table.ts'

const passes = 7

/** Megabytes a second of CPU time, the best of some passes. */
export function detectorsCost(messages: readonly string[]): Row {
  const inspector = new Inspector(detectors)
  const bytes = messages.reduce((sum, text) => sum + Buffer.byteLength(text), 0)
  const ms = least(() => {
    for (const text of messages) inspector.inspect(text)
  })
  return {
    cost: 'all detectors, benign messages',
    messages: messages.length,
    'MB/s': bytes / 1e3 / ms,
    'µs a message': (ms * 1e3) / messages.length,
  }
}

/** Messages a second of CPU time: read from NDJSON, decoded, inspected, held against rules. */
export function rulesCost(messages: readonly string[]): readonly Row[] {
  const body = bodyOf(messages)
  const none = rateOf(body, messages.length, compileRules([], { alsoRead }).ruleset)
  const ways = [
    ['no rules', none],
    ['all rules but those of injection', rateOf(body, messages.length, shipped(/rulesets\/(?!injection)/))],
    ['all rules that ship', rateOf(body, messages.length, shipped(/./))],
  ] as const
  return ways.map(([rules, perSecond]) => ({ rules, 'messages/s': perSecond, 'of no rules': perSecond / none }))
}

const root = resolve(import.meta.dirname, '../..')

function shipped(wanted: RegExp): Ruleset {
  const paths = globSync('rulesets/*/*.trip', { cwd: root }).filter((path) => wanted.test(path))
  const files = paths.toSorted().map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
  return compileRules(files, { alsoRead }).ruleset
}

function rateOf(body: Uint8Array, messages: number, ruleset: Ruleset): number {
  const context = postedTo(ruleset.layout)
  const progress = { us: 0, nanos: 0, sequence: 0 }
  const ms = least(() => {
    const stage = stagesFor(ruleset, [])
    const evaluator = new Evaluator(ruleset, [{ id: 'bench', categories: anyCategory, latenessUs: 0 }], { stage })
    const { batch } = readRequest(body, 'bench', context)
    if (batch.length !== messages) throw new Error(`${batch.length} of ${messages} were read.`)
    evaluator.evaluate({ source: 'bench', n: 1, batch, progress, resume: null })
  })
  return (messages / ms) * 1e3
}

/** A tenth of a second apart, of a hundred clients. */
const bodyOf = (messages: readonly string[]): Uint8Array =>
  Buffer.from(
    messages
      .map((text, n) =>
        JSON.stringify({
          '@timestamp': new Date(n * 100).toISOString(),
          'event.category': 'message',
          'source.ip': `198.51.100.${n % 100}`,
          'url.domain': 'app.example.com',
          'url.path': '/ws',
          'websocket.connection.id': `c${n % 100}`,
          'websocket.direction': n % 3 === 0 ? 'client' : 'server',
          'websocket.payload.text': text,
        }),
      )
      .join('\n'),
  )

/** Milliseconds of CPU time. */
function least(work: () => void): number {
  let best = Number.POSITIVE_INFINITY
  for (let pass = 0; pass < passes; pass++) {
    const stopwatch = new Stopwatch()
    stopwatch.time(work)
    best = Math.min(best, stopwatch.cpuMs)
  }
  return best
}
