// Attacks → scenes: one attack among people who do no wrong, or all of them at once.
import type { Attack } from './attack.ts'
import { sitting } from './benign.ts'
import { attacks } from './catalogue.ts'
import { Scene } from './scene.ts'

/** Played: whose scene is whose. */
export interface Played {
  readonly attack: Attack
  readonly scene: Scene
}

export interface Composed {
  readonly played: readonly Played[]
  /** Of those who do no wrong. */
  readonly benign: readonly Scene[]
}

const startUs = Date.UTC(2026, 10, 22, 8) * 1000
const minuteUs = 60e6
const hourUs = 60 * minuteUs

/** The first begins two minutes after the people came, the others a minute after each other. */
export function compose(chosen: readonly Attack[]): Composed {
  const played = chosen.map((attack, place) => {
    const scene = sceneOf(attack, startUs + (2 + place) * minuteUs)
    attack.play(scene)
    return { attack, scene }
  })
  const endUs = Math.max(...played.map(({ scene }) => scene.us))
  return { played, benign: sittings(endUs).flatMap((us, index) => sitting(us, 1000 + index * 100)) }
}

/** An attack has the same addresses and says the same whatever else is played. */
function sceneOf(attack: Attack, us: number): Scene {
  const number = attacks.indexOf(attack) + 1
  return new Scene(attack.rule, {
    startUs: us,
    seed: number,
    // RFC 2544 keeps these for benchmarks: there are enough of them, and nobody has them.
    attacker: (which) => `198.18.${number}.${which + 1}`,
    bystander: (which) => `198.19.${number}.${which + 1}`,
  })
}

/** While the attacks begin, every six hours while they last, and when they are over: what waits for time to pass is told then. */
function sittings(endUs: number): readonly number[] {
  const times: number[] = []
  for (let us = startUs; us < Math.min(endUs, startUs + 2 * hourUs); us += hourUs) times.push(us)
  for (let us = startUs + 6 * hourUs; us < endUs; us += 6 * hourUs) times.push(us)
  return [...times, Math.max(endUs, startUs + 20 * minuteUs) + minuteUs]
}

/** All that is to be seen. */
export const scenesOf = ({ played, benign }: Composed): readonly Scene[] => [
  ...benign,
  ...played.map(({ scene }) => scene),
]

/** The addresses of those who attack, or are used for it. */
export function attackersOf({ scene }: Played): readonly string[] {
  const addresses = new Set(scene.visits.map(({ client }) => client))
  return [...addresses].filter((address) => !scene.isBystander(address))
}
