// Connections that lie exactly on an edge of one of the six rules, or just beside it: whoever moves a bound by one, or forgets
// to begin anew where a rule says so, finds something else.
import {
  below,
  failure,
  frame,
  nearly,
  opening,
  type Random,
  type Script,
  type Step,
  success,
  tautologies,
} from './talk.ts'

export type Attack = (random: Random, user: string) => Script

const mebibyte = 1_048_576

/** Each comes as often as the others. */
export const attacks: readonly Attack[] = [
  searches,
  // The fifth failure, when the first is a millisecond short of a minute old, and when it is a minute old.
  tries([10_000, 10_000, 20_000, 19_999]),
  tries([10_000, 10_000, 20_000, 20_000]),
  // After five the address begins anew: nine are one match.
  tries(times(8, 900)),
  tries(times(29, 1100)),
  // About the edge, never as often as five in a minute.
  tries(times(9, 15_000)),
  tries(times(9, 14_999)),
  // The success, when the first of five failures is a millisecond short of two minutes old, and when it is that old.
  guesses(times(4, 25_000), 19_999),
  guesses(times(4, 25_000), 20_000),
  // Of more failures the last five count.
  guesses([300_000, ...times(4, 900)], 900),
  // Four are too few, also after a success that forgot those before it.
  guesses(times(3, 1200), 900),
  guessesTwice,
  // Four names, when the first is a millisecond short of a minute old, and when it is a minute old.
  tries([20_000, 20_000, 19_999], 4),
  tries([20_000, 20_000, 20_000], 4),
  tries(times(11, 2500), 3),
  tries(times(23, 700), 5),
  // A mebibyte is not too much, a byte more is, as long as the first frame is less than ten seconds old.
  sends([...times(7, 1000), 2999], 1),
  sends([...times(7, 1000), 3000], 1),
  sends([...times(7, 1000), 1000], 0),
  sends(times(39, 300), 131_072),
  receives,
  // A login a millisecond early, and one that is as late as may not be.
  logsInAfter(29_999),
  logsInAfter(30_000),
  logsInAfter(30_001),
  silent,
]

/** Every tautology, and everything that looks like one. */
function* searches(random: Random, user: string): Script {
  yield* loggedIn(random, user)
  for (const text of [...tautologies, ...nearly])
    yield frame(700, { direction: 'inbound', bytes: text.length, payload: JSON.stringify({ op: 'search', q: text }) })
}

function times(count: number, ms: number): readonly number[] {
  return new Array<number>(count).fill(ms)
}

/** Failures with these pauses between them, of so many names in turn. */
function tries(pauses: readonly number[], names = 1): Attack {
  return function* (random, user) {
    yield* loggedIn(random, user)
    for (const [n, ms] of [50, ...pauses].entries()) yield failure(ms, `${user}-${n % names}`)
  }
}

function guesses(pauses: readonly number[], thenMs: number): Attack {
  return function* (random, user) {
    yield opening(random)
    for (const ms of [50, ...pauses]) yield failure(ms, user)
    yield success(thenMs, user)
  }
}

function* guessesTwice(random: Random, user: string): Script {
  yield* guesses(times(2, 800), 800)(random, user)
  for (const ms of [...times(4, 800)].slice(1)) yield failure(ms, user)
  yield success(800, user)
  for (const ms of times(5, 800)) yield failure(ms, user)
  yield success(800, user)
  yield success(800, user)
}

/** A mebibyte in as many pieces as there are pauses, and then so many bytes. */
function sends(pauses: readonly number[], last: number): Attack {
  const piece = mebibyte / 8
  return function* (random, user) {
    yield* loggedIn(random, user)
    for (const [n, ms] of [100, ...pauses].entries()) yield sent(ms, n < pauses.length ? piece : last)
  }
}

function* receives(random: Random, user: string): Script {
  yield* loggedIn(random, user)
  yield frame(100, { direction: 'inbound', bytes: 2 * mebibyte, payload: 'an upload' })
  yield sent(100, mebibyte)
}

const sent = (afterMs: number, bytes: number): Step =>
  frame(afterMs, { direction: 'outbound', bytes, payload: 'a piece of a file' })

function logsInAfter(ms: number): Attack {
  return function* (random, user) {
    yield opening(random)
    yield success(ms, user)
  }
}

function* silent(random: Random): Script {
  yield opening(random)
  for (let n = below(random, 3); n > 0; n--)
    yield frame(40_000, { direction: 'inbound', bytes: 12, payload: 'still there?' })
}

function* loggedIn(random: Random, user: string): Script {
  yield opening(random)
  yield success(20 + below(random, 200), user)
}
