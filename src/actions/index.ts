// The list of all actions, by hand.
import { log } from './log.ts'
import { webhook } from './webhook/webhook.ts'

export const actions = [log, webhook] as const
