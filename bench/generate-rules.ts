// The rules that ship, as often as wanted: each time under another name, with other constants.
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'

const shipped = join(import.meta.dirname, '../rulesets')

/** Returns the folder that they are in. */
export function generateRules(count: number): string {
  const folder = join(import.meta.dirname, 'data', `rules-${count}`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const texts = globSync('**/*.trip', { cwd: shipped })
    .sort()
    .map((path) => [basename(path, '.trip'), readFileSync(join(shipped, path), 'utf8')] as const)
  for (let i = 0; i < count; i++) {
    const [id, text] = texts[i % texts.length]!
    const name = `${id}_${i}`
    writeFileSync(join(folder, `${name}.trip`), varied(text, id, name, i))
  }
  return folder
}

/** Another text is another condition: nothing that is remembered of the one helps with the other. */
const varied = (text: string, id: string, name: string, i: number): string =>
  text
    .replace(`rule ${id} {`, `rule ${name} {`)
    .replace(/title "/, `title "${i}: `)
    .replace(/\b(like~?|regex~?|:|==) "(?=[^"]{6,}")/g, `$1 "${i}`)
