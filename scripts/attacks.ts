// `npm run attacks -- [--out FOLDER] [--logs] [RULE…]`: for each rule a capture of an attack that it finds, among people
// who do no wrong; without rules for all of them, and one capture in which they all happen. `--logs`: and what proxies
// write of the same connections, a file for each format.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Attack } from './attacks/attack.ts'
import { captureOf } from './attacks/capture.ts'
import { attacks } from './attacks/catalogue.ts'
import { attackersOf, compose, scenesOf } from './attacks/compose.ts'
import { logFormats, logOf, nameOf } from './attacks/logs/index.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string', default: 'attacks' }, logs: { type: 'boolean', default: false } },
})

const unknown = positionals.filter((name) => !attacks.some(({ rule }) => rule === name))
if (unknown.length > 0) {
  console.error(`No rule of this name has an attack: ${unknown.join(', ')}. All of them: docs/reference/rules.md`)
  process.exitCode = 2
} else {
  mkdirSync(values.out, { recursive: true })
  const chosen = positionals.length === 0 ? attacks : attacks.filter(({ rule }) => positionals.includes(rule))
  const written = chosen.map((attack) => write(attack.rule, [attack]))
  if (chosen.length > 1) written.push(write('all', chosen))
  console.log(`\nNow: npx tripline scan ${written.at(-1)}`)
}

function write(name: string, chosen: readonly Attack[]): string {
  const composed = compose(chosen)
  const path = join(values.out, `${name}.pcap`)
  const scenes = scenesOf(composed)
  writeFileSync(path, captureOf(scenes))
  for (const format of values.logs ? logFormats : [])
    writeFileSync(join(values.out, `${name}.${nameOf(format).replace(' ', '-')}.log`), logOf(scenes, format))
  const [only] = composed.played
  const about = chosen.length === 1 ? `${only!.attack.about} From ${attackersOf(only!).slice(0, 3).join(', ')}.` : ''
  console.log(`${path}: ${about || `all ${chosen.length} of them.`}`)
  return path
}
