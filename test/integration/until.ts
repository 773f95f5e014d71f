// What is asked again and again → the first answer that is as it should be. Fails with the last one where none ever is.
import { setTimeout as sleep } from 'node:timers/promises'

/** For machines on which all takes many times as long: nobody waits longer than it takes. */
const patienceMs = 90_000
const everyMs = 50

export async function until<T>(ask: () => T | Promise<T>, holds: (answer: T) => boolean): Promise<T> {
  for (const end = Date.now() + patienceMs; ; await sleep(everyMs)) {
    const answer = await ask()
    if (holds(answer)) return answer
    if (Date.now() > end) throw new Error(`It did not come to be in ${patienceMs / 1000} s: ${told(answer)}`)
  }
}

const told = (answer: unknown): string => (typeof answer === 'string' ? answer : JSON.stringify(answer))
