// `tripline dead-letters`: what was refused for good and why; try again, or throw away.
import { findConfig } from '../app/config.ts'
import { withKept } from '../app/kept.ts'
import { OperationalError } from '../errors.ts'
import type { DeadLetter, DeadLetterStore } from '../store/spool.ts'
import { coloursFor, harmless, json, note, out, plural } from './terminal.ts'

interface Options {
  readonly config?: string
  readonly json?: true
}

/** Letters shown at most. */
const shown = 200

export const listCommand = (options: Options): Promise<number> =>
  withLetters(options, async (letters) => {
    const kept = await letters.listDead(shown)
    for (const letter of kept) out(options.json ? json(letter) : line(letter))
    if (options.json) return 0
    const counts = await letters.counts()
    if (counts.kept === 0) note('Nothing was refused.')
    if (counts.kept > kept.length) note(`${counts.kept - kept.length} older ones are not shown.`)
    if (counts.dropped > 0) note(`${plural(counts.dropped, 'letter')} more had to be dropped: there were too many.`)
    return 0
  })

export const retryCommand = (id: string | undefined, options: Options): Promise<number> =>
  withLetters(options, async (letters) => {
    const n = await letters.retryDead(id ?? null, Date.now())
    const said = `${plural(n, 'letter')} tried again by a running tripline; refused once more, ${n === 1 ? 'it comes' : 'they come'} back here.`
    out(options.json ? JSON.stringify({ retried: n }) : said)
    return id !== undefined && n === 0 ? 1 : 0
  })

export const purgeCommand = (id: string | undefined, options: Options & { readonly all?: true }): Promise<number> => {
  if ((id === undefined) !== (options.all === true)) {
    throw new OperationalError('USAGE', { details: 'Name the letter to throw away, or say --all.' })
  }
  return withLetters(options, async (letters) => {
    const n = await letters.purgeDead(id ?? null)
    out(options.json ? JSON.stringify({ purged: n }) : `${plural(n, 'letter')} thrown away.`)
    return id !== undefined && n === 0 ? 1 : 0
  })
}

async function withLetters(options: Options, work: (letters: DeadLetterStore) => Promise<number>): Promise<number> {
  return withKept(await findConfig(options.config), ({ deadLetters }) => work(deadLetters))
}

function line({ id, kind, target, reason, atMs }: DeadLetter): string {
  const colours = coloursFor(process.stdout)
  const at = new Date(atMs).toISOString()
  return `${colours.red(kind.padEnd(8))} ${at}  for ${target}  ${harmless(reason)}  ${colours.dim(harmless(id))}`
}
