// The rules that everybody evaluates by: published under their hash, with one hash that counts now.
import { ask, type Link } from './connect.ts'

/** From now on batches that were routed by other rules are refused. */
export async function publishRules(link: Link, hash: string, text: string): Promise<void> {
  const { rules, ruleset } = link.keys
  await ask(link, (connection) => connection.multi().set(ruleset(hash), text).set(rules, hash).exec())
}

/** Null where none were published. */
export async function currentRules(link: Link): Promise<string | null> {
  return await ask(link, (connection) => connection.get(link.keys.rules))
}

/** Null where there are none with that hash. */
export async function readRules(link: Link, hash: string): Promise<string | null> {
  return await ask(link, (connection) => connection.get(link.keys.ruleset(hash)))
}

/** Takes rules away that no state builds on any more. Those that count now stay. */
export async function forgetRules(link: Link, hash: string): Promise<void> {
  if ((await currentRules(link)) !== hash) await ask(link, (connection) => connection.del(link.keys.ruleset(hash)))
}
