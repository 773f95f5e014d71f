// The key of a request → whether it was committed before, by any run; else it is this run's to commit, and nobody else's.
import { createHash } from 'node:crypto'
import { OperationalError } from '../../errors.ts'
import type { Link } from './connect.ts'
import { run, script } from './script.ts'

/** How long a request that a run has taken is kept from others: by then it is committed, or the run is gone. */
const takenMs = 60_000

/** `owner`: of this process. Throws UNAVAILABLE while another run is at it: the sender comes again, and is told then. */
export async function knowsRequest(link: Link, key: string, owner: string): Promise<boolean> {
  const { requests, request } = link.keys
  const answer = await run(link, take, [requests, request(digest(key))], [key, owner, takenMs])
  if (answer === 'taken') throw new OperationalError('UNAVAILABLE')
  return answer === 'known'
}

/** A sender may make its keys as long as it likes. */
const digest = (key: string): string => createHash('sha256').update(key).digest('base64url')

const take = script(`
if redis.call('ZSCORE', KEYS[1], ARGV[1]) then return 'known' end
local owner = redis.call('GET', KEYS[2])
if owner and owner ~= ARGV[2] then return 'taken' end
redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
return 'new'
`)
