// Where the package lies: content that is no code (rulesets, examples, the console's page) is found from there.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The folder of package.json: src/ and dist/src/ differ in depth. */
export const packageRoot: string = findRoot(import.meta.dirname)

function findRoot(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : findRoot(dirname(folder))
}

export const shippedRules: string = join(packageRoot, 'rulesets')
export const shippedCapture: string = join(packageRoot, 'examples', 'day-of-chat.pcap')
export const consolePage: string = join(packageRoot, 'src', 'console', 'page')
