// Documents → what became of each of them, written in bulk. A busy server is waited for; a refused document stops no other.
import { OperationalError } from '../../errors.ts'
import type { Elastic } from './connect.ts'
import { describeRefusal, type Refusal, statusOf } from './failure.ts'
import { type Patience, pause } from './patience.ts'

export interface BulkOperation {
  /** `create`: never over another. `index`: over an older version. */
  readonly action: 'create' | 'index'
  readonly index: string
  readonly id: string
  /** External: written only over a lower one. */
  readonly version?: number
  /** JSON of one line. */
  readonly document: string
}

export type BulkOutcome =
  | { readonly kind: 'written' }
  /** Another one is there already: of that id, or of that version or a newer one. */
  | { readonly kind: 'exists' }
  /** Never taken as it is. */
  | { readonly kind: 'refused'; readonly reason: string }

export interface BulkOptions extends Patience {
  /** Which of them were written after all, asked where an answer was lost before they are sent again. */
  readonly alreadyThere?: (ids: readonly string[]) => Promise<ReadonlySet<string>>
  readonly maxBytes?: number
  readonly maxOperations?: number
  /** Requests under way at once. */
  readonly concurrency?: number
}

const defaultBytes = 5_000_000
const defaultOperations = 1000
const defaultConcurrency = 4

/** Outcomes in the order of the operations. Several of one id are written in their order. Throws only when its signal says so. */
export async function writeBulk(
  elastic: Elastic,
  operations: readonly BulkOperation[],
  options: BulkOptions,
): Promise<readonly BulkOutcome[]> {
  const batch = new Batch(elastic, options, operations.length)
  for (const round of rounds(operations)) {
    await inParallel(chunks(round, options), options.concurrency ?? defaultConcurrency, (chunk) => batch.write(chunk))
  }
  return batch.outcomes as readonly BulkOutcome[]
}

interface Item {
  readonly operation: BulkOperation
  /** Its place among all. */
  readonly at: number
}

/** Within a round no id comes twice: requests of a round may overtake each other. */
function rounds(operations: readonly BulkOperation[]): readonly (readonly Item[])[] {
  const rounds: Item[][] = []
  const turns = new Map<string, number>()
  for (const [at, operation] of operations.entries()) {
    const key = `${operation.index}/${operation.id}`
    const turn = turns.get(key) ?? 0
    turns.set(key, turn + 1)
    rounds[turn] ??= []
    rounds[turn].push({ operation, at })
  }
  return rounds
}

function* chunks(
  items: readonly Item[],
  { maxBytes = defaultBytes, maxOperations = defaultOperations }: BulkOptions,
): Generator<readonly Item[]> {
  let chunk: Item[] = []
  let bytes = 0
  for (const item of items) {
    const size = Buffer.byteLength(item.operation.document)
    if (chunk.length > 0 && (chunk.length === maxOperations || bytes + size > maxBytes)) {
      yield chunk
      chunk = []
      bytes = 0
    }
    chunk.push(item)
    bytes += size
  }
  if (chunk.length > 0) yield chunk
}

async function inParallel<T>(items: Iterable<T>, concurrency: number, work: (item: T) => Promise<void>): Promise<void> {
  const queue = items[Symbol.iterator]()
  const worker = async (): Promise<void> => {
    for (let next = queue.next(); !next.done; next = queue.next()) await work(next.value)
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
}

interface Settled {
  readonly status: number
  readonly error?: Refusal
}

/** What became of one request. `lost`: nobody knows whether it was carried out. */
type Answer =
  | { readonly kind: 'answered'; readonly items: readonly Settled[] }
  | { readonly kind: 'refused'; readonly error: OperationalError }
  | { readonly kind: 'busy' | 'lost'; readonly error: OperationalError }

class Batch {
  readonly outcomes: (BulkOutcome | undefined)[]
  readonly #elastic: Elastic
  readonly #options: BulkOptions

  constructor(elastic: Elastic, options: BulkOptions, size: number) {
    this.#elastic = elastic
    this.#options = options
    this.outcomes = new Array(size)
  }

  /** Sends them until each has an outcome. */
  async write(chunk: readonly Item[]): Promise<void> {
    let rest = chunk
    for (let failures = 0; rest.length > 0; failures++) {
      if (failures > 0) await pause(this.#options, failures - 1)
      this.#options.signal.throwIfAborted()
      const answer = await this.#send(rest)
      if (answer.kind === 'refused') return this.#divide(rest, answer.error)
      if (answer.kind === 'answered') rest = await this.#settle(rest, answer.items)
      else {
        this.#options.onTrouble(answer.error)
        if (answer.kind === 'lost') rest = await this.#look(rest)
      }
    }
  }

  async #send(items: readonly Item[]): Promise<Answer> {
    const { signal } = this.#options
    try {
      return { kind: 'answered', items: await this.#elastic.ask((client) => send(client, items, signal)) }
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof OperationalError)) throw error
      return { kind: fates[statusOf(error.cause) ?? 0] ?? 'lost', error }
    }
  }

  /** One document that is too large, or wrong in itself, fails a whole request: it is found by halving. */
  async #divide(items: readonly Item[], error: OperationalError): Promise<void> {
    if (items.length === 1) {
      this.#keep(items[0]!, { kind: 'refused', reason: error.message })
      return
    }
    const half = Math.ceil(items.length / 2)
    await this.write(items.slice(0, half))
    await this.write(items.slice(half))
  }

  /** Returns those that are to be sent again. */
  async #settle(items: readonly Item[], answers: readonly Settled[]): Promise<readonly Item[]> {
    const again: Item[] = []
    const lost: Item[] = []
    let trouble: Settled | null = null
    for (const [at, item] of items.entries()) {
      const answer = answers[at]!
      const outcome = outcomeOf(answer)
      if (outcome) this.#keep(item, outcome)
      else {
        trouble = answer
        ;(fates[answer.status] === undefined ? lost : again).push(item)
      }
    }
    if (trouble === null) this.#options.onWorks()
    else this.#options.onTrouble(itemTrouble(this.#elastic.url, trouble))
    return lost.length === 0 ? again : [...again, ...(await this.#look(lost))]
  }

  async #look(items: readonly Item[]): Promise<readonly Item[]> {
    const { alreadyThere } = this.#options
    if (!alreadyThere) return items
    const there = await alreadyThere(items.map(({ operation }) => operation.id))
    for (const item of items) if (there.has(item.operation.id)) this.#keep(item, { kind: 'exists' })
    return items.filter(({ operation }) => !there.has(operation.id))
  }

  #keep({ at }: Item, outcome: BulkOutcome): void {
    this.outcomes[at] = outcome
  }
}

/** What a status says of a request, or of one document in it, that is not settled. Any other one leaves open what was done. */
// biome-ignore format: table
const fates: Readonly<Record<number, 'busy' | 'refused'>> = {
  400: 'refused',
  401: 'busy',
  403: 'busy',
  404: 'busy',
  413: 'refused',
  429: 'busy',
}

/** Undefined for what is to be sent again: a full queue, a missing index, a block or a privilege may change. */
function outcomeOf({ status, error }: Settled): BulkOutcome | undefined {
  if (status < 300) return { kind: 'written' }
  if (status === 409) return { kind: 'exists' }
  if (fates[status] === 'refused') return { kind: 'refused', reason: describeRefusal(error ?? {}) }
  return undefined
}

const itemTrouble = (url: string, { status, error }: Settled): OperationalError =>
  new OperationalError(status === 403 ? 'ELASTIC_PRIVILEGE' : 'ELASTIC_FAILED', {
    url,
    status,
    reason: describeRefusal(error ?? {}),
  })

type Client = Elastic['client']

async function send(client: Client, items: readonly Item[], signal: AbortSignal): Promise<readonly Settled[]> {
  const { items: answers } = (await client.transport.request(
    {
      method: 'POST',
      path: '/_bulk',
      querystring: { filter_path: 'items.*.status,items.*.error' },
      bulkBody: bodyOf(items),
    },
    { signal },
  )) as { readonly items: readonly Readonly<Record<string, Settled>>[] }
  return answers.map((answer) => Object.values(answer)[0]!)
}

function bodyOf(items: readonly Item[]): string {
  let body = ''
  for (const { operation } of items) body += `${actionLine(operation)}\n${operation.document}\n`
  return body
}

function actionLine({ action, index, id, version }: BulkOperation): string {
  const versioned = version === undefined ? '' : `,"version":${version},"version_type":"external"`
  return `{"${action}":{"_index":${JSON.stringify(index)},"_id":${JSON.stringify(id)}${versioned}}}`
}
