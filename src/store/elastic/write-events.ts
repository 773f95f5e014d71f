// Events as nested ECS documents → the data stream of events. An event that is there already stays as it is.
import { createHash } from 'node:crypto'
import type { NestedDocument } from '../../event/value.ts'
import { type BulkOperation, writeBulk } from './bulk-writer.ts'
import type { Elastic } from './connect.ts'
import { ecsVersion } from './document.ts'
import type { ElasticNames } from './names.ts'
import { insist, type Patience } from './patience.ts'

export interface EventWriterOptions extends Patience {
  readonly elastic: Elastic
  readonly names: ElasticNames
  readonly namespace: string
  /** Run before anything is written, until it succeeds: the stream must not be made without its template. */
  readonly prepare?: () => Promise<void>
  /** Epoch milliseconds. */
  readonly now: () => number
  /** Told of each event that the index refused for good. */
  readonly onRefused: (id: string, reason: string) => void
}

export interface EventWriter {
  /** Resolves when each is indexed or refused. A busy server is waited for; rejects only when the signal says so. */
  write(documents: readonly NestedDocument[]): Promise<void>
}

export function eventWriter(options: EventWriterOptions): EventWriter {
  const { elastic, prepare, onRefused } = options
  return {
    async write(documents) {
      if (prepare) await insist(options, prepare)
      const operations = documents.map((document) => operationOf(document, options))
      const outcomes = await writeBulk(elastic, operations, options)
      for (const [at, outcome] of outcomes.entries()) {
        if (outcome.kind === 'refused') onRefused(operations[at]!.id, outcome.reason)
      }
    },
  }
}

function operationOf(document: NestedDocument, { names, namespace, now }: EventWriterOptions): BulkOperation {
  const event = (document['event'] ?? {}) as NestedDocument
  const enriched = {
    ...document,
    ecs: { version: ecsVersion },
    data_stream: { type: 'logs', dataset: 'tripline.event', namespace },
    event: { ...event, module: 'tripline', ingested: new Date(now()).toISOString() },
  }
  return {
    action: 'create',
    index: names.events,
    id: documentId(String(event['id'])),
    document: JSON.stringify(enriched),
  }
}

/** Elasticsearch takes ids of 512 bytes; a sender may give its events longer ones. */
const documentId = (id: string): string =>
  Buffer.byteLength(id) <= 512 ? id : createHash('sha256').update(id).digest('hex')
