// Inputs → all that they tell, shown to one that watches: logins inside messages too, and with progress on a terminal.
import { type InputOptions, openInputs } from '../app/inputs.ts'
import { loginStage } from '../app/rules.ts'
import { applicationFields } from '../application/fields.ts'
import type { Batch } from '../event/batch.ts'
import { createLayout, type Layout } from '../event/layout.ts'
import { sideBySide } from '../pipeline/scan.ts'
import { createProgress } from './progress.ts'
import { reportInputs, reportUnreadable } from './unreadable.ts'

interface Watching {
  observe(batch: Batch): void
}

/** `fields`: what is looked at of events. Tells of inputs, and of lines, that cannot be read; how many inputs is returned. */
export async function observeInputs<Observer extends Watching>(
  paths: readonly string[],
  options: InputOptions,
  { fields, observerOf }: { readonly fields: readonly string[]; readonly observerOf: (layout: Layout) => Observer },
): Promise<{ readonly observer: Observer; readonly refused: number }> {
  const opened = await openInputs(paths, options)
  reportInputs(opened)
  const layout = createLayout([...new Set([...fields, ...applicationFields])])
  const { stage } = loginStage({ layout }, opened.config.app.login)
  const observer = observerOf(layout)
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
  return { observer, refused: opened.refused.length }
}
