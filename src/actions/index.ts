// The list of all actions, by hand.
import { close } from './close.ts'
import { log } from './log.ts'
import { webhook } from './webhook/webhook.ts'

export const actions = [close, log, webhook] as const
