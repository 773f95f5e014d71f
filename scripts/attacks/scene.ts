// Who is at the site, and one clock for all that they do: opens the connections of one attack, or of one benign client.
import { createRandom } from '../../bench/random.ts'
import { type Opening, Visit } from './visit.ts'

export interface SceneSettings {
  /** When it begins, in microseconds since the epoch. */
  readonly startUs: number
  readonly seed: number
  /** The addresses of those who attack, or are used for it: the first is the one that is meant where none is named. */
  readonly attacker: (number: number) => string
  /** The addresses of those who are there as well and do no wrong. */
  readonly bystander?: (number: number) => string
}

export class Scene {
  us: number
  readonly visits: Visit[] = []
  readonly random: () => number
  /** What the names of users, sessions and hosts of this scene are told apart by. */
  readonly name: string
  readonly #settings: SceneSettings
  readonly #bystanders = new Set<string>()

  constructor(name: string, settings: SceneSettings) {
    this.name = name
    this.us = settings.startUs
    this.random = createRandom(settings.seed)
    this.#settings = settings
  }

  /** Who attacks; others of them by number. */
  attacker(number = 0): string {
    return this.#settings.attacker(number)
  }

  /** Somebody who is there as well, and must not be accused. */
  bystander(number = 0): string {
    const { bystander } = this.#settings
    if (bystander === undefined) throw new Error(`There are no bystanders in ${this.name}.`)
    const address = bystander(number)
    this.#bystanders.add(address)
    return address
  }

  isBystander(address: string): boolean {
    return this.#bystanders.has(address)
  }

  /** A name that nobody outside this scene has. */
  own(name: string): string {
    return `${name}-${this.name.replaceAll('_', '-')}`
  }

  /** The cookie of a session that nobody outside this scene has. */
  session(user = 'user'): string {
    return `sid=${Buffer.from(this.own(user)).toString('hex')}`
  }

  open(opening: Opening = {}): Visit {
    return this.#visit(opening).upgrade()
  }

  /** A handshake that the site answers with another status than 101. */
  refused(status: number, opening: Opening = {}): void {
    this.#visit(opening).refuse(status)
  }

  /** From a port that nobody has at that address, nor had for hours. */
  #visit(opening: Opening): Visit {
    const firstPort = 40_000 + ((this.#settings.seed * 37) % 250) * 100
    const visit = new Visit(this, { ...opening, port: firstPort + this.visits.length })
    this.visits.push(visit)
    return visit
  }

  wait(seconds: number): void {
    this.us += Math.round(seconds * 1e6)
  }

  below(limit: number): number {
    return Math.floor(this.random() * limit)
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.below(256)))
  }
}
