// A connection → what about its server would lose batches: a refusal where nothing works, warnings where something may go.
import { OperationalError } from '../../errors.ts'
import { ask, type Link, unsuitable } from './connect.ts'

/** What BullMQ and our own scripts need. */
const oldest = [6, 2] as const

/** Sentences for the log. Throws QUEUE_UNSUITABLE where the server is too old. */
export async function checkServer(link: Link): Promise<readonly string[]> {
  const version = await versionOf(link)
  if (version !== null && isOlder(version)) {
    throw unsuitable(link.where, `it is version ${version}, and ${oldest.join('.')} or newer is needed`)
  }
  return await checkSettings(link)
}

/** Null for a user who may not ask. */
async function versionOf(link: Link): Promise<string | null> {
  try {
    const info = await ask(link, (connection) => connection.info('server'))
    return /^redis_version:(\S+)/m.exec(info)?.[1] ?? null
  } catch (error) {
    if (error instanceof OperationalError && error.code === 'QUEUE_REFUSED') return null
    throw error
  }
}

export function isOlder(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major < oldest[0] || (major === oldest[0] && minor < oldest[1])
}

/** Hosted servers often forbid CONFIG, or do not know it. */
async function checkSettings(link: Link): Promise<readonly string[]> {
  const policy = await setting(link, 'maxmemory-policy')
  const appends = await setting(link, 'appendonly')
  if (policy === null && appends === null) {
    return [
      `Redis at ${link.where} does not show its settings: whether maxmemory-policy is noeviction and appendonly is yes was not checked.`,
    ]
  }
  return [
    ...(policy === 'noeviction'
      ? []
      : [
          `Redis at ${link.where} drops data when its memory is full (maxmemory-policy ${policy}). Set maxmemory-policy to noeviction.`,
        ]),
    ...(appends === 'yes'
      ? []
      : [
          `Redis at ${link.where} keeps its data in memory alone or writes it at long intervals (appendonly ${appends}): its crash loses batches. Set appendonly to yes.`,
        ]),
  ]
}

async function setting(link: Link, name: string): Promise<string | null> {
  try {
    const [, value] = (await link.connection.config('GET', name)) as string[]
    return value ?? null
  } catch {
    return null
  }
}
