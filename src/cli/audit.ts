// `tripline audit`: inputs → the review of every WebSocket endpoint seen: as text, as JSON, as a page.
import { writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { InputOptions } from '../app/inputs.ts'
import { version } from '../app/version.ts'
import { auditFields } from '../audit/fields.ts'
import { Observer } from '../audit/observer.ts'
import { type Review, review } from '../audit/review.ts'
import { OperationalError } from '../errors.ts'
import { auditPage } from './audit-page.ts'
import { observeInputs } from './observe-inputs.ts'
import { auditJson, printAudit } from './print-audit.ts'
import { coloursFor, note, out, plural, width } from './terminal.ts'

export interface AuditOptions extends InputOptions {
  readonly json?: true
  readonly html?: string
}

/** 0; 2 where an input was left out. */
export async function auditCommand(paths: readonly string[], options: AuditOptions): Promise<number> {
  const { observer, refused } = await observeInputs(paths, options, {
    fields: auditFields,
    observerOf: (layout) => new Observer(layout),
  })
  const reviews = observer.finish().map((endpoint) => review(endpoint))
  tell(reviews, paths, options)
  if (observer.unseen > 0)
    note(`${plural(observer.unseen, 'event')} of further endpoints: more were seen than are told apart.`)
  return refused > 0 ? 2 : 0
}

function tell(reviews: readonly Review[], paths: readonly string[], { json, html }: AuditOptions): void {
  if (html !== undefined)
    writePage(html, auditPage(reviews, { inputs: paths.map(named), program: `Tripline ${version}` }))
  if (json) for (const one of reviews) out(auditJson(one))
  else if (reviews.length === 0) note('No WebSocket was seen.')
  else out(printAudit(reviews, { colours: coloursFor(process.stdout), width: width(process.stdout) }))
}

/** A page goes to others: in which folder the input lies is nothing to them. */
const named = (path: string): string => (path === '-' ? 'standard input' : basename(path))

function writePage(path: string, page: string): void {
  try {
    writeFileSync(path, page)
  } catch (error) {
    throw new OperationalError('USAGE', { details: `The page cannot be written: ${(error as Error).message}.` }, error)
  }
  note(`The page is ${path}.`)
}
