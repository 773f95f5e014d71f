// `tripline audit`: inputs → the review of every WebSocket endpoint seen: as text, as JSON, as a page.
import { writeFileSync } from 'node:fs'
import { type InputOptions, openInputs } from '../app/inputs.ts'
import { loginStage } from '../app/rules.ts'
import { auditFields } from '../audit/fields.ts'
import { Observer } from '../audit/observer.ts'
import { type Review, review } from '../audit/review.ts'
import { OperationalError } from '../errors.ts'
import { createLayout } from '../event/layout.ts'
import { sideBySide } from '../pipeline/scan.ts'
import { auditPage } from './audit-page.ts'
import { auditJson, printAudit } from './print-audit.ts'
import { createProgress } from './progress.ts'
import { coloursFor, note, out, plural, width } from './terminal.ts'
import { reportRefused, reportUnreadable } from './unreadable.ts'

export interface AuditOptions extends InputOptions {
  readonly json?: true
  readonly html?: string
}

/** 0; 2 where an input was left out. */
export async function auditCommand(paths: readonly string[], options: AuditOptions): Promise<number> {
  const opened = await openInputs(paths, options)
  reportRefused(opened.refused)
  const layout = createLayout(auditFields)
  const { stage } = loginStage({ layout }, opened.config.app.login)
  const observer = new Observer(layout)
  const progress = createProgress(opened.totalBytes)
  let events = 0
  for await (const { delivery } of sideBySide(opened.sources, layout)) {
    if (!delivery) continue
    events += delivery.batch.length
    stage.extend(delivery.batch, () => {})
    observer.observe(delivery.batch)
    progress.update(events, opened.bytesRead(), 0)
  }
  progress.clear()
  reportUnreadable(opened.sources.flatMap((source) => source.unreadable()))
  const reviews = observer.finish().map((endpoint) => review(endpoint))
  tell(reviews, options)
  if (observer.unseen > 0)
    note(`${plural(observer.unseen, 'event')} of further endpoints: more were seen than are told apart.`)
  return opened.refused.length > 0 ? 2 : 0
}

function tell(reviews: readonly Review[], { json, html }: AuditOptions): void {
  if (html !== undefined) writePage(html, reviews)
  if (json) for (const one of reviews) out(auditJson(one))
  else if (reviews.length === 0) note('No WebSocket was seen.')
  else out(printAudit(reviews, { colours: coloursFor(process.stdout), width: width(process.stdout) }))
}

function writePage(path: string, reviews: readonly Review[]): void {
  try {
    writeFileSync(path, auditPage(reviews))
  } catch (error) {
    throw new OperationalError('USAGE', { details: `The page cannot be written: ${(error as Error).message}.` }, error)
  }
  note(`The page is ${path}.`)
}
