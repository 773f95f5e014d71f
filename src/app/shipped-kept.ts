// What the build of a package found out about the rules that ship with it. A clone, whose compiler may be edited, has none.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Kept, keptFiles } from '../compiler/kept.ts'

/** Beside the program as it was built, and so of one build with it. */
const file = join(import.meta.dirname, 'rulesets.kept')

let known: Kept | undefined

/** Of a text that ships unchanged; null for every other. */
export const shippedKept: Kept = (text) => {
  // All of it is ASCII.
  known ??= existsSync(file) ? keptFiles(readFileSync(file, 'latin1')) : () => null
  return known(text)
}
