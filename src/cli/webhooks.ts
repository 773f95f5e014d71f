// `tripline webhooks`: what is waiting to be sent, what failed and why; try again.
import { readClose } from '../actions/close.ts'
import { findConfig } from '../app/config.ts'
import { withKept } from '../app/kept.ts'
import type { OutboxRow } from '../store/store.ts'
import { coloursFor, harmless, json, note, out, plural } from './terminal.ts'

interface Options {
  readonly config?: string
  readonly json?: true
}

/** Deliveries shown at most. */
const shown = 200

export async function listCommand(options: Options & { readonly state?: OutboxRow['state'] }): Promise<number> {
  const filter = { limit: shown, ...(options.state ? { state: options.state } : {}) }
  const rows = await withKept(await findConfig(options.config), ({ outbox }) => outbox.list(filter))
  for (const row of rows) out(options.json ? json(row) : line(row))
  if (rows.length === 0 && !options.json) note('Nothing was sent yet, and nothing is waiting.')
  return 0
}

export async function retryCommand(id: string | undefined, options: Options): Promise<number> {
  const n = await withKept(await findConfig(options.config), ({ outbox }) => outbox.retry(id ?? null, Date.now()))
  out(
    options.json
      ? JSON.stringify({ due: n })
      : `${plural(n, 'delivery', 'deliveries')} due now; a running tripline sends ${n === 1 ? 'it' : 'them'}.`,
  )
  return id !== undefined && n === 0 ? 1 : 0
}

function line({ id, state, attempts, nextAtMs, incidentId, lastDetail, ...row }: OutboxRow): string {
  const colours = coloursFor(process.stdout)
  const paint = { waiting: colours.yellow, delivered: colours.green, failed: colours.red }[state]
  const next = state === 'waiting' ? `  next ${new Date(nextAtMs).toISOString()}` : ''
  return `${paint(state.padEnd(9))} ${targetOf(row)}  ${plural(attempts, 'attempt')}${next}  incident ${incidentId}  ${harmless(lastDetail)}  ${colours.dim(id)}`
}

/** A webhook by its name; of what else is done, what it is, and to what. */
function targetOf({ action, target, payload }: Pick<OutboxRow, 'action' | 'target' | 'payload'>): string {
  if (action === 'close') return `close ${harmless(readClose(payload).connection ?? 'no connection')}`
  return action === 'webhook' ? target : action
}
