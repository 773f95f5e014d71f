// The webhooks of the config, with their secrets read from where they are kept.
import type { WebhookSettings } from '../../actions/webhook/webhook.ts'
import { type FoundConfig, readSecret } from '../config.ts'

export function webhookSettings({ config, resolve }: FoundConfig): WebhookSettings[] {
  return Object.entries(config.actions.webhooks).map(
    ([name, { url, secret, secret_file: file, allow_private: allowPrivate, timeout }]) => ({
      name,
      url,
      allowPrivate,
      secrets: [...[secret ?? []].flat(), ...(file === undefined ? [] : readSecret(resolve(file)).split(/\s+/))],
      ...(timeout === undefined ? {} : { timeoutMs: timeout / 1000 }),
    }),
  )
}
