// The folder of development data → attack strings by what they attack, and benign texts; a third of each is held back while detectors are written.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Threat } from '../../src/event/found-fields.ts'
import { readJudged } from './judged.ts'

export interface Sample {
  readonly id: string
  readonly text: string
  readonly isHeldBack: boolean
  /** Two readers call it no attack of its kind, each by himself. */
  readonly isRejected: boolean
}

/** Strings of one kind; `threat` is null for benign ones. */
export interface Samples {
  readonly name: string
  readonly threat: Threat | null
  readonly samples: readonly Sample[]
}

interface Line {
  readonly id: string
  readonly payload: string
  /** Too short to be told from anything else. */
  readonly trivial?: boolean
}

const threats: Readonly<Record<string, Threat>> = {
  sqli: 'sqli',
  nosqli: 'nosqli',
  oscmd: 'shell_injection',
  ldap: 'ldapi',
  xpath: 'xpathi',
  xxe: 'xxe',
  ssti: 'template_injection',
  xss: 'xss',
}

export function readAttacks(data: string): readonly Samples[] {
  const rejected = new Set(readJudged().map(({ id }) => id))
  return Object.entries(threats).map(([name, threat]) => ({
    name: threat,
    threat,
    samples: readSamples(join(data, 'payloads', `attack-${name}.jsonl`), rejected),
  }))
}

export function readBenign(data: string): readonly Samples[] {
  const folder = join(data, 'benign')
  const files = readdirSync(folder).filter((file) => file.endsWith('.jsonl'))
  return files.toSorted().map((file) => ({
    name: file.slice(0, -'.jsonl'.length),
    threat: null,
    samples: readSamples(join(folder, file), new Set()),
  }))
}

const readSamples = (path: string, rejected: ReadonlySet<string>): readonly Sample[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line)
    .filter(({ trivial }) => trivial !== true)
    .map(({ id, payload }) => ({ id, text: payload, isHeldBack: isHeldBack(id), isRejected: rejected.has(id) }))

/** By the first octet of the id's SHA-1, so that it is the same third whoever asks. */
export const isHeldBack = (id: string): boolean => createHash('sha1').update(id).digest()[0]! % 3 === 0
