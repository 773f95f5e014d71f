// `tripline webhooks`: what is waiting to be sent, what failed and why; try again.
import { findConfig } from '../app/config.ts'
import { openKeptStore } from '../app/store.ts'
import type { OutboxRow } from '../store/store.ts'
import { coloursFor, harmless, json, note, out, plural } from './terminal.ts'

interface Options {
  readonly config?: string
  readonly json?: true
}

/** Deliveries shown at most. */
const shown = 200

export async function listCommand(options: Options & { readonly state?: OutboxRow['state'] }): Promise<number> {
  const store = await openConfigured(options)
  const rows = await store.list({ limit: shown, ...(options.state ? { state: options.state } : {}) })
  await store.close()
  for (const row of rows) out(options.json ? json(row) : line(row))
  if (rows.length === 0 && !options.json) note('Nothing was sent yet, and nothing is waiting.')
  return 0
}

export async function retryCommand(id: string | undefined, options: Options): Promise<number> {
  const store = await openConfigured(options)
  const n = await store.retry(id ?? null, Date.now())
  await store.close()
  out(
    options.json
      ? JSON.stringify({ due: n })
      : `${plural(n, 'delivery', 'deliveries')} due now; a running tripline sends ${n === 1 ? 'it' : 'them'}.`,
  )
  return id !== undefined && n === 0 ? 1 : 0
}

async function openConfigured(options: Options): ReturnType<typeof openKeptStore> {
  const { config, resolve } = await findConfig(options.config)
  return openKeptStore(resolve(config.store.path))
}

function line({ id, target, state, attempts, nextAtMs, incidentId, lastDetail }: OutboxRow): string {
  const colours = coloursFor(process.stdout)
  const paint = { waiting: colours.yellow, delivered: colours.green, failed: colours.red }[state]
  const next = state === 'waiting' ? `  next ${new Date(nextAtMs).toISOString()}` : ''
  return `${paint(state.padEnd(9))} ${target}  ${plural(attempts, 'attempt')}${next}  incident ${incidentId}  ${harmless(lastDetail)}  ${colours.dim(id)}`
}
