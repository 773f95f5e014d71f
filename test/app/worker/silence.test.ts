// When a source of a partition counts as silent, and when it only could not be heard.
import { expect, test } from 'vitest'
import { SilenceWatch } from '../../../src/app/worker/silence.ts'
import type { SourceProgress } from '../../../src/engine/watermark.ts'

const at = (seconds: number, idle = false): SourceProgress => ({
  source: 'edge/http',
  position: { us: seconds * 1e6, nanos: 0, sequence: 0 },
  idle,
})

/** Looks every second at a source that stands where it is, and tells what it found silent at the end. */
function looking(times: readonly number[], source: SourceProgress = at(100)) {
  const watch = new SilenceWatch()
  return times.map((ms) => {
    watch.look([source], () => 'runs-on', ms)
    return watch.silent(ms).map((silent) => silent.at!.us / 1e6)
  })
}

test('a source that was looked at for five seconds and did not move is silent, and its time runs on', () => {
  expect(looking([0, 1000, 2000, 3000, 4000, 5000, 6000])).toEqual([[], [], [], [], [], [105], [106]])
})

test('time in which nobody looked is no silence', () => {
  expect(looking([0, 1000, 61_000, 62_000, 65_000, 66_000])).toEqual([[], [], [], [], [], [105]])
})

test('the time of a source that is silent already does not run on while nobody looks', () => {
  const found = looking([0, 5000, 6000, 66_000, 67_000], at(100, true))
  expect(found.flat().every((seconds) => seconds <= 106)).toBe(true)
})

test('one that speaks is not silent', () => {
  const watch = new SilenceWatch()
  for (let second = 0; second < 20; second++) {
    watch.look([at(100 + second)], () => 'runs-on', second * 1000)
    expect(watch.silent(second * 1000)).toEqual([])
  }
})

test('while its producer is away the time of a source stands still, and runs on from there when it is back', () => {
  const watch = new SilenceWatch()
  const found = Array.from({ length: 30 }, (_, second) => {
    watch.look([at(100)], () => (second >= 3 && second < 20 ? 'stands-still' : 'runs-on'), second * 1000)
    return watch.silent(second * 1000).map((silent) => silent.at && silent.at.us / 1e6)
  })
  expect(found.flatMap((all, second) => all.map((each) => [second, each]))).toEqual([
    [8, null],
    ...[25, 26, 27, 28, 29].map((second) => [second, second - 20 + 100]),
  ])
})

test('a source that was silent when its partition was taken over is not silent for ever', () => {
  expect(looking([0, 1000, 2000, 3000, 4000, 5000], at(100, true))).toEqual([[], [], [], [], [], [105]])
})

test('one that holds an event from far ahead goes on from there once it is silent', () => {
  const watch = new SilenceWatch()
  const found = Array.from({ length: 9 }, (_, second) => {
    const position = { ...at(100).position, ...(second >= 2 && { aheadUs: 900e6 }) }
    watch.look([{ ...at(100), position }], () => 'runs-on', second * 1000)
    return watch.silent(second * 1000).map((silent) => silent.at!.us / 1e6)
  })
  expect(found.flat()).toEqual([905, 906])
})
