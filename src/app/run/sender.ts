// The outbox → webhooks, lines on standard output and what applications are asked for, as the config says.
import type { Send } from '../../actions/action.ts'
import { close } from '../../actions/close.ts'
import { log as logAction } from '../../actions/log.ts'
import { OutboxSender } from '../../actions/outbox-sender.ts'
import { webhook } from '../../actions/webhook/webhook.ts'
import type { OutboxStore } from '../../store/store.ts'
import type { FoundConfig } from '../config.ts'
import type { Log } from './log.ts'
import type { Meter } from './meter.ts'
import { StoreHealth } from './store-health.ts'
import { webhookSettings } from './webhooks.ts'

export interface Watching {
  readonly log: Log
  readonly meter: Meter
}

export function createSender(
  found: FoundConfig,
  store: Pick<OutboxStore, 'due' | 'settle'>,
  { log, meter, block }: Watching & { readonly block?: Send },
): OutboxSender {
  const writeLine = (line: string): Promise<void> =>
    new Promise((written, failed) => {
      process.stdout.write(`${line}\n`, (error) => (error ? failed(error) : written()))
    })
  const health = new StoreHealth(log, () => performance.now(), 'The outbox')
  return new OutboxSender({
    store,
    send: {
      webhook: meter.sends(webhook.open(webhookSettings(found))),
      close: close.open({}),
      ...(block && { block }),
      log: logAction.open({ write: writeLine, format: found.config.actions.log }),
    },
    now: Date.now,
    random: Math.random,
    onError: (error) => health.failed(error),
  })
}
