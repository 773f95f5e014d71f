// The webhooks of the config, with their secrets read from where they are kept.
import type { WebhookTarget } from '../../actions/outbox-for.ts'
import type { WebhookSettings } from '../../actions/webhook/webhook.ts'
import type { FoundConfig } from '../config.ts'
import { readSecret } from '../secret-file.ts'

export function webhookSettings({ config, resolve }: FoundConfig): WebhookSettings[] {
  return Object.entries(config.actions.webhooks).map(
    ([name, { url, secret, secret_file: file, allow_private: allowPrivate, timeout }]) => ({
      name,
      url,
      allowPrivate,
      secrets: [
        ...[secret ?? []].flat(),
        ...(file === undefined ? [] : readSecret(resolve(file), `actions.webhooks.${name}.secret_file`).split(/\s+/)),
      ],
      ...(timeout === undefined ? {} : { timeoutMs: timeout / 1000 }),
    }),
  )
}

/** What decides which incidents go where. */
export const webhookTargets = ({ config }: FoundConfig): WebhookTarget[] =>
  Object.entries(config.actions.webhooks).map(([name, { levels }]) =>
    levels === undefined ? { name } : { name, levels },
  )
