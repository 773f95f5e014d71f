// What is planted in the capture that ships.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Planted {
  readonly capture: string
  readonly log: string
  readonly attacks: readonly {
    readonly id: string
    readonly class: string
    readonly addresses: readonly string[]
    readonly rules: { readonly capture: readonly string[]; readonly log: readonly string[] }
  }[]
  readonly benign: readonly { readonly address: string }[]
}

export const examples = join(import.meta.dirname, '..', 'examples')
export const planted = JSON.parse(readFileSync(join(examples, 'planted.json'), 'utf8')) as Planted
