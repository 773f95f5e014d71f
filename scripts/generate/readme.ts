// What a scan of the shipped capture prints → the incidents that README.md shows. The rest of README is written by hand.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runTripline } from './cli.ts'
import type { Generated } from './generated.ts'

const shown = ['session_reopened_from_foreign_origin', 'sql_injection_in_message', 'guessing_then_success']

const marked = /(?<=<!-- from here: npm run generate -->\n).*(?=<!-- to here -->)/s

export function readmeIncidents(root: string): Generated[] {
  const text = readFileSync(join(root, 'README.md'), 'utf8')
  if (!marked.test(text)) throw new Error('README.md has lost the place where incidents are shown.')
  const printed = runTripline(root, ['scan', '--demo']).split('\n\n')
  const incidents = shown.map((rule) => printed.find((incident) => incident.includes(`/${rule} `)) ?? `(no ${rule})`)
  const block = ['```text', incidents.join('\n\n'), '```', ''].join('\n')
  return [{ path: 'README.md', text: text.replace(marked, () => block) }]
}
