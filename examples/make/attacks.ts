// The attacks of the example, each with where it comes from and which rules must find it.
import { frameAttacks } from './attacks-frame-abuse.ts'
import { hijackingAttacks } from './attacks-hijacking.ts'
import { injectionAttacks } from './attacks-injection.ts'
import { sessionAttacks } from './attacks-session.ts'

export interface Attack {
  readonly id: string
  readonly class: 'hijacking' | 'injection' | 'frame-abuse' | 'session'
  readonly about: string
  /** The addresses that its connections come from. */
  readonly addresses: readonly string[]
  /** The rules that must raise an incident for it, by what is read. */
  readonly rules: { readonly capture: readonly string[]; readonly log: readonly string[] }
  run(): Promise<void>
}

export const attacks: readonly Attack[] = [...hijackingAttacks, ...injectionAttacks, ...frameAttacks, ...sessionAttacks]
