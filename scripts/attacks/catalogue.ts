// Every attack, by the folder of the rules that must find it.
import type { Attack } from './attack.ts'
import { exfiltration } from './exfiltration.ts'
import { flooding } from './flooding.ts'
import { frameAbuse } from './frame-abuse.ts'
import { hijacking } from './hijacking.ts'
import { injection } from './injection.ts'
import { policy } from './policy.ts'
import { session } from './session.ts'
import { tunnelling } from './tunnelling.ts'

export const catalogue: Readonly<Record<string, readonly Attack[]>> = {
  hijacking,
  injection,
  'frame-abuse': frameAbuse,
  session,
  exfiltration,
  flooding,
  tunnelling,
  policy,
}

export const attacks: readonly Attack[] = Object.values(catalogue).flat()
