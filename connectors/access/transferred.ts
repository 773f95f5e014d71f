// What a line says of bytes → those of the handshake and those of the frames, told apart as far as the line lets them.
import { type Fact, fact } from './facts.ts'
import type { AccessLine } from './line.ts'

/** Of one direction. Null where it cannot be known. */
export interface Transferred {
  /** The header alone where there was an upgrade, since frames follow it; else all of it. */
  readonly ofHandshake: number | null
  /** With the header and all that followed. */
  readonly whole: number | null
  /** What followed the header of an upgrade: frames, with theirs. */
  readonly frames: number | null
}

export const requestBytes = (line: AccessLine): Transferred =>
  transferred(line, fact.requestHead, fact.requestBody, fact.requestWhole)

export const responseBytes = (line: AccessLine): Transferred =>
  transferred(line, fact.responseHead, fact.responseBody, fact.responseWhole)

function transferred(line: AccessLine, headFact: Fact, bodyFact: Fact, wholeFact: Fact): Transferred {
  const isUpgraded = line.kind() === 'upgraded'
  const body = line.number(bodyFact)
  const saidWhole = line.number(wholeFact)
  const head = line.number(headFact) ?? difference(saidWhole, body)
  // Products count a request's body with its header, but an upgrade's frames nowhere.
  const whole = saidWhole ?? (isUpgraded ? sum(head, body) : head)
  return {
    ofHandshake: isUpgraded ? head : whole,
    whole,
    frames: isUpgraded ? (body ?? difference(whole, head)) : null,
  }
}

const sum = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a + b)

/** A product that counts otherwise than its words say must not give negative bytes. */
const difference = (a: number | null, b: number | null): number | null =>
  a === null || b === null || a < b ? null : a - b
