// What became of each document of a bulk request → the answer that a shipper knows how to read.
import type { Shipped } from '../options.ts'
import type { BulkAction } from './bulk-body.ts'

interface Item {
  readonly _index: string
  readonly _id: string
  readonly status: number
  readonly result?: 'created'
  /** It was taken, and is kept where what could not be read is kept: the shipper need not send it again. */
  readonly failure_store?: 'used'
  readonly error?: { readonly type: string; readonly reason: string }
}

export interface BulkAnswer {
  readonly took: number
  /** Directly before the items: Fluent Bit looks for just that where an answer is too long for it. */
  readonly errors: boolean
  readonly items: readonly Readonly<Record<string, Item>>[]
}

/** `shipped`: of the documents to be taken, in their order. `name`: of the request, for ids of documents that have none. */
export function bulkAnswer(
  actions: readonly BulkAction[],
  { problems }: Shipped,
  { name, tookMs }: { readonly name: string; readonly tookMs: number },
): BulkAnswer {
  let next = 0
  const items = actions.map((action, place) => {
    const known = { _index: action.index, _id: action.id ?? `${name}:${place}` }
    const outcome = isTaken(action) ? outcomeOf(problems[next++] ?? null) : nothingKept
    return { [action.kind]: { ...known, ...outcome } }
  })
  const errors = items.some((item) => Object.values(item).some(({ error }) => error !== undefined))
  return { took: tookMs, errors, items }
}

export const isTaken = ({ kind }: BulkAction): boolean => kind === 'index' || kind === 'create'

type Outcome = Omit<Item, '_index' | '_id'>

/**
 * What no connector knows is no error of the shipper's: told that it is, Fluent Bit would send it for ever, and others
 * would fill their own logs with it.
 */
function outcomeOf(problem: Shipped['problems'][number]): Outcome {
  if (problem === null) return created
  if (!problem.isBroken) return { ...created, failure_store: 'used' }
  return { status: 400, error: { type: 'mapper_parsing_exception', reason: problem.reason } }
}

const created: Outcome = { result: 'created', status: 201 }

const nothingKept: Outcome = {
  status: 400,
  error: { type: 'illegal_argument_exception', reason: 'no documents are kept here that could be changed or deleted' },
}
