// What was posted → evaluated and durable before anybody is told so. The same request twice counts once.
import { OperationalError } from '../../errors.ts'
import type { Batch } from '../../event/batch.ts'
import { Headway, type Oddities } from '../../event/headway.ts'
import type { Delivery, SourceInfo } from '../../event/source.ts'
import { nowUs } from '../../intake/now.ts'
import type { CommitStore } from '../../store/store.ts'
import type { Sink } from './back-end.ts'

export interface TakingSettings {
  readonly sink: Pick<Sink, 'submit'>
  readonly store: Pick<CommitStore, 'knowsRequest'>
  readonly heard: (delivery: Delivery) => void
  /** The store fails: what comes now would only wait. */
  readonly isFailing: () => boolean
  /** How long a sender is kept waiting before it is asked to come again. */
  readonly patienceMs?: number
}

export interface Read<Answer> {
  readonly batch: Batch
  readonly answer: Answer
}

/** How one kind of request is read. */
export interface Kind<Body, Answer> {
  readonly source: SourceInfo
  read(body: Body, key: string): Read<Answer>
  /** The request was committed before. */
  known(body: Body, key: string): Answer
  /** It is being taken already: what the second is told of the first's answer. */
  repeated(answer: Answer): Answer
  /** To be done before the first delivery. */
  begin?(): Promise<void>
  /** Why a sender is to come again, though the store works. */
  readonly late: 'UNAVAILABLE' | 'BUSY'
  /** Where is counted what is odd about the times of its events. */
  readonly oddities?: Oddities
}

export interface Posted<Body> {
  readonly body: Body
  readonly key: string
  /** The sender may come again with the same key. */
  readonly isRepeatable: boolean
}

const usualPatienceMs = 10_000

export function createTaking<Body, Answer>(
  settings: TakingSettings,
  kind: Kind<Body, Answer>,
): (posted: Posted<Body>) => Promise<Answer> {
  const { sink, store, heard, isFailing, patienceMs = usualPatienceMs } = settings
  const { source, oddities } = kind
  /** Requests under way: a repetition waits for the first and gets its answer. */
  const underWay = new Map<string, Promise<Answer>>()
  const headway = new Headway({ latenessUs: source.latenessUs, nowUs, ...(oddities && { oddities }) })

  async function take({ body, key, isRepeatable }: Posted<Body>): Promise<Answer> {
    if (isRepeatable && (await store.knowsRequest(key))) return kind.known(body, key)
    await kind.begin?.()
    const { batch, answer } = kind.read(body, key)
    if (batch.length === 0) return answer
    headway.see(batch.times, batch.length)
    const delivery: Delivery = { source: source.id, n: 0, batch, progress: headway.progress(), resume: null }
    heard(delivery)
    await sink.submit(delivery, isRepeatable ? key : undefined)
    return answer
  }

  const within = (taking: Promise<Answer>): Promise<Answer> =>
    inTime(patienceMs, taking, () => new OperationalError(isFailing() ? 'UNAVAILABLE' : kind.late))

  return (posted) => {
    const known = underWay.get(posted.key)
    if (known) return within(known).then(kind.repeated)
    if (isFailing()) return Promise.reject(new OperationalError('UNAVAILABLE'))
    // Until it is settled, however long that takes: a sender that comes again meanwhile must not count twice.
    const taking = take(posted).finally(() => underWay.delete(posted.key))
    underWay.set(posted.key, taking)
    return within(taking)
  }
}

/** Rejects where it takes longer; what was begun goes on. */
async function inTime<Answer>(ms: number, taking: Promise<Answer>, refusal: () => Error): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, refuse) => {
    timer = setTimeout(() => refuse(refusal()), ms)
  })
  try {
    return await Promise.race([taking, late])
  } finally {
    clearTimeout(timer)
  }
}
