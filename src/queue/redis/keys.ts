// A prefix → the name of every key that is kept in Redis.

export interface Keys {
  /** Begins every key. In braces, so that a cluster keeps them on one node and a script may touch several. */
  readonly root: string
  /** How the data is laid out: format and number of partitions, fixed at the first start. */
  readonly layout: string
  /** Bytes of all batches that are kept. */
  readonly bytes: string
  /** Set: every producer that there ever was. */
  readonly producers: string
  /** Hash: how far this producer has come. */
  readonly producer: (id: string) => string
  /** Sorted set: request keys by when they were committed. */
  readonly requests: string
  /** Which run is at the request whose key has that digest. */
  readonly request: (digest: string) => string
  /** Under which sessions are hashed, where no run has a key of its own. */
  readonly sessionKey: string
  /** The hash of the rules that count now. */
  readonly rules: string
  /** Sorted set: hashes of rules by when they were last published. */
  readonly rulesets: string
  /** The rules with that hash. */
  readonly ruleset: (hash: string) => string
  /** Hash: by list, the hash of what it holds; only of lists that stand in files. */
  readonly lists: string
  /** What a list with that hash holds. */
  readonly list: (hash: string) => string
  /** Hash: every source by its id. */
  readonly sources: string
  /** Sorted set: worker by when it counts as dead. */
  readonly workers: string
  /** Hash: dead letter by its id. */
  readonly dead: string
  /** Sorted set: ids of dead letters in the order in which they were set aside. */
  readonly deadOrder: string
  /** Hash: counts of dead letters: `placed` of all there were, `bytes` kept, `dropped` for want of room. */
  readonly deadCounts: string
  /** Hash: partition → what its owner has counted. */
  readonly stats: string
  /** Hash: what could not be read, by source and reason. */
  readonly unreadable: string
  /** Sorted set: the same by when it was last reported. */
  readonly unreadableOrder: string
  readonly partition: (number: number) => PartitionKeys
}

export interface PartitionKeys {
  /** Hash: `<producer>:<n>` → the batch. */
  readonly batches: string
  /** Sorted set: `<producer>:<n>` of batches not yet evaluated, by when they were committed. */
  readonly waiting: string
  /** Hash: producer → its last n that was committed. */
  readonly tail: string
  /** Hash: source → its last n that was evaluated and committed. */
  readonly done: string
  /** Hash: source → where it goes on, for those that are not producers. */
  readonly resume: string
  /** List: what to run again on top of the snapshot. */
  readonly journal: string
  /** Hash: which format the pieces of the snapshot have. */
  readonly snapshot: string
  /** List: its pieces, and those of the one that is being written. */
  readonly pieces: string
  readonly newPieces: string
  /** Bytes of this partition's batches. */
  readonly bytes: string
  /** Counts the leases that were given: whoever writes must show the last number. */
  readonly fence: string
  /** Counts the commits: whoever goes on from more of them than there are builds on what Redis has lost. */
  readonly commits: string
  /** Hash: how often it was taken without getting any further, and at which batch. */
  readonly attempts: string
  /** Who owns the partition, for as long as the key lives. */
  readonly lease: string
  /** Stream: changes on their way to where incidents are searched. */
  readonly spool: string
  readonly outbox: OutboxKeys
}

export interface OutboxKeys {
  /** Hash: id → the entry as it was written. */
  readonly entries: string
  /** Hash: id → what became of it so far. */
  readonly progress: string
  /** Numbers the entries in the order in which they were written. */
  readonly sequence: string
  /** Sorted set: `<action>:<target>` of every entry that there was, by the number of the first. */
  readonly targets: string
  /** Sorted set: ids of a target's waiting entries, by when they are due. */
  readonly due: (action: string, target: string) => string
  /** Sorted set: ids of the entries in that state, by their number. */
  readonly in: (state: 'waiting' | 'delivered' | 'failed') => string
}

export function keysOf(prefix: string): Keys {
  const root = `{${prefix}}`
  return {
    root,
    layout: `${root}:layout`,
    bytes: `${root}:bytes`,
    producers: `${root}:producers`,
    producer: (id) => `${root}:producer:${id}`,
    requests: `${root}:requests`,
    request: (digest) => `${root}:request:${digest}`,
    sessionKey: `${root}:session-key`,
    rules: `${root}:rules`,
    rulesets: `${root}:rules-order`,
    ruleset: (hash) => `${root}:rules:${hash}`,
    lists: `${root}:lists`,
    list: (hash) => `${root}:lists:${hash}`,
    sources: `${root}:sources`,
    workers: `${root}:workers`,
    dead: `${root}:dead`,
    deadOrder: `${root}:dead:order`,
    deadCounts: `${root}:dead:counts`,
    stats: `${root}:stats`,
    unreadable: `${root}:unreadable`,
    unreadableOrder: `${root}:unreadable:order`,
    partition: (number) => partitionKeys(`${root}:p:${number}`),
  }
}

const partitionKeys = (root: string): PartitionKeys => ({
  batches: `${root}:batches`,
  waiting: `${root}:waiting`,
  tail: `${root}:tail`,
  done: `${root}:done`,
  resume: `${root}:resume`,
  journal: `${root}:journal`,
  snapshot: `${root}:snapshot`,
  pieces: `${root}:snapshot:pieces`,
  newPieces: `${root}:snapshot:new`,
  bytes: `${root}:bytes`,
  fence: `${root}:fence`,
  commits: `${root}:commits`,
  attempts: `${root}:attempts`,
  lease: `${root}:lease`,
  spool: `${root}:spool`,
  outbox: outboxKeys(`${root}:outbox`),
})

const outboxKeys = (root: string): OutboxKeys => ({
  entries: `${root}:entries`,
  progress: `${root}:progress`,
  sequence: `${root}:sequence`,
  targets: `${root}:targets`,
  due: (action, target) => `${root}:due:${action}:${target}`,
  in: (state) => `${root}:in:${state}`,
})

/** Names a batch within its partition. A producer's id holds no colon. */
export const batchId = (producer: string, n: number): string => `${producer}:${n}`
