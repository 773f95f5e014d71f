// Every metric that Tripline gives of its own: name, type, labels, help. The reference page is made from it.

interface Metric {
  readonly type: 'counter' | 'gauge' | 'histogram'
  /** Their values come from the config, the rules or the code: never from traffic, which could make up any number. */
  readonly labels: readonly string[]
  readonly help: string
  /** Upper bounds of a histogram's buckets. */
  readonly buckets?: readonly number[]
  /** What makes it appear, where it is not there always. */
  readonly when?: 'queue' | 'search' | 'alone'
}

/** Counters count from the start of the process. */
// biome-ignore format: table
export const metrics = {
  tripline_build_info:                    { type: 'gauge',     labels: ['version', 'mode'],     help: 'Always 1. Version, and what the process does: run, producer or worker.' },
  tripline_ready:                         { type: 'gauge',     labels: ['check'],               help: '1 where that check of /readyz holds, else 0.' },

  tripline_events_ingested_total:         { type: 'counter',   labels: ['source'],              help: 'Events that a source has brought. Each counts once.' },
  tripline_events_category_total:         { type: 'counter',   labels: ['category'],            help: 'Events that were evaluated, by event.category. One of several categories counts in each.' },
  tripline_events_late_total:             { type: 'counter',   labels: ['rule'],                help: 'Events that came too late for a window of the rule.' },
  tripline_batches_set_aside_total:       { type: 'counter',   labels: [],                      help: 'Batches that could not be evaluated: their events are not judged. They are kept as dead letters.', when: 'queue' },
  tripline_messages_received_total:       { type: 'counter',   labels: ['source'],              help: 'Messages that a source of type syslog was sent, before anything is read of them.' },
  tripline_messages_dropped_total:        { type: 'counter',   labels: ['source'],              help: 'Messages that came faster than they could be taken in, by UDP, whose senders cannot be made to wait. They are lost.' },
  tripline_packets_received_total:        { type: 'counter',   labels: ['source'],              help: 'Packets that passed the filter of a source of type capture, as tcpdump counts them.' },
  tripline_packets_dropped_total:         { type: 'counter',   labels: ['source'],              help: 'Packets that the kernel dropped because they came faster than they could be taken in. What was in them is missing: gaps in connections.' },
  tripline_unreadable_total:              { type: 'counter',   labels: ['source'],              help: 'Lines, packets and documents that could not be read.' },
  tripline_unreadable_reasons_total:      { type: 'counter',   labels: ['connector', 'reason'], help: 'The same by the format that they should have been in, and by what was wrong with them.' },
  tripline_posts_total:                   { type: 'counter',   labels: ['outcome'],             help: 'Requests that bring events, of applications and of shippers: accepted, duplicate (known already), refused (the sender erred) or unavailable (to be sent again).' },
  tripline_last_event_timestamp_seconds:  { type: 'gauge',     labels: ['source'],              help: 'Event time of the newest event of the source, one from far ahead of all others aside.' },
  tripline_watermark_lag_seconds:         { type: 'gauge',     labels: ['source'],              help: 'How far event time of the source is behind the clock. It grows while the source is silent.' },

  tripline_source_idle:                   { type: 'gauge',     labels: ['source'],              help: '1 where the source has been silent for so long that nobody waits for it, else 0. Only where the run evaluates itself.' },
  tripline_source_lateness_seconds:       { type: 'gauge',     labels: ['source'],              help: 'How far behind the newest event of the source one may come.' },
  tripline_source_times_odd_total:        { type: 'counter',   labels: ['source', 'kind'],      help: 'What is odd about the times of the source: events that came later than its lateness (late), events from far ahead that the others did not follow (ahead), and how often its clock was set back (set_back).' },

  tripline_rule_files_broken:            { type: 'gauge',     labels: [],                      help: 'Rule files with mistakes: the last good version of each stays in force, where this process has seen one.' },
  tripline_rule_asked_total:             { type: 'counter',   labels: ['rule'],                help: 'Events that the rule was asked about: those that it cannot want are kept from it.' },
  tripline_rule_events_total:             { type: 'counter',   labels: ['rule'],                help: 'Events that passed the filter of the rule.' },
  tripline_rule_matches_total:            { type: 'counter',   labels: ['rule'],                help: 'Matches of the rule, before suppression.' },
  tripline_rule_errors_total:             { type: 'counter',   labels: ['rule'],                help: 'Failures inside the rule. They stop nothing; the rule did not judge that event.' },
  tripline_rule_hurried_total:            { type: 'counter',   labels: ['rule'],                help: 'Events judged before their time, because too many waited.' },
  tripline_rule_near_misses_total:        { type: 'counter',   labels: ['rule', 'step', 'why'],  help: 'What began and did not become a match, by the step that it stood at and by what ended it: maxspan, within, until, forbidden, eviction, or replaced by a newer one.' },
  tripline_rule_seconds_total:           { type: 'counter',   labels: ['rule'],                help: 'Time spent in the rule, estimated of samples. rate() of it, by rule, says which rule costs what.' },
  tripline_rule_keys:                    { type: 'gauge',     labels: ['rule'],                help: 'Keys of which the rule holds something now: users, addresses, connections.' },
  tripline_rule_state_bytes:             { type: 'gauge',     labels: ['rule'],                help: 'About how much memory that takes, estimated of what is held.' },
  tripline_rule_undecided:                { type: 'gauge',     labels: ['rule'],                help: 'Absences and windows of the rule that are still open.' },
  tripline_state_evictions_total:         { type: 'counter',   labels: ['rule', 'kind'],        help: 'What the rule let go at its bounds: a key, an event of a window, or an event of a key that was turned away (refused). Matches may be missing. Of evidence only what an incident shows.' },
  tripline_forgotten_total:               { type: 'counter',   labels: ['kind'],                help: 'What was let go beside the state of rules because too much came at once: logins (the users of connections), suppressions (incidents may come twice), amendments (late events add nothing to the incident).' },

  tripline_incidents_total:               { type: 'counter',   labels: ['rule', 'level'],       help: 'Incidents raised.' },
  tripline_incident_repetitions_total:    { type: 'counter',   labels: [],                      help: 'Matches counted on an incident that is there already, by its suppression.' },

  tripline_commit_duration_seconds:       { type: 'histogram', labels: [],                      help: 'How long a commit took until it was durable.',
                                            buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] },
  tripline_commit_failures_total:         { type: 'counter',   labels: [],                      help: 'Commits that failed and were tried again.' },
  tripline_snapshot_bytes:                { type: 'gauge',     labels: [],                      help: 'Size of the state as it was saved last, over all partitions.' },

  tripline_queue_depth:                   { type: 'gauge',     labels: ['queue'],               help: 'Batches that wait. "memory": in this process; a number: in that partition, as its worker and every run tell it.' },
  tripline_queue_oldest_seconds:          { type: 'gauge',     labels: ['queue'],               help: 'How long the oldest batch of the partition has waited; 0 where none waits.', when: 'queue' },
  tripline_queue_bytes:                   { type: 'gauge',     labels: [],                      help: 'Size of all batches kept in Redis, also of those that are evaluated but not yet in a saved state.', when: 'queue' },
  tripline_queue_workers:                 { type: 'gauge',     labels: [],                      help: 'Workers that live.', when: 'queue' },
  tripline_partitions_unowned:            { type: 'gauge',     labels: [],                      help: 'Partitions that no worker evaluates.', when: 'queue' },
  tripline_partitions_owned:              { type: 'gauge',     labels: [],                      help: 'Partitions that this worker evaluates.', when: 'queue' },
  tripline_events_routed_total:           { type: 'counter',   labels: [],                      help: 'Events sent to partitions. One that two partitions want counts twice, one that no rule wants not at all.', when: 'queue' },
  tripline_queue_full_total:              { type: 'counter',   labels: [],                      help: 'Commits that had to wait because the partitions held as much as they may.', when: 'queue' },

  tripline_search_backlog:                { type: 'gauge',     labels: [],                      help: 'Changes to incidents that wait for Elasticsearch.', when: 'search' },
  tripline_search_backlog_oldest_seconds: { type: 'gauge',     labels: [],                      help: 'How long the oldest of them has waited; 0 where none waits.', when: 'search' },
  tripline_events_unindexed_total:        { type: 'counter',   labels: [],                      help: 'Events that were wanted in Elasticsearch and left out, because it could not keep up. Detection saw them.', when: 'search' },
  tripline_dead_letters:                  { type: 'gauge',     labels: [],                      help: 'Documents that Elasticsearch refused, and batches that could not be evaluated, kept to be looked at.', when: 'search' },
  tripline_dead_letters_dropped_total:    { type: 'counter',   labels: [],                      help: 'Dead letters dropped because too many were kept.', when: 'search' },

  tripline_blocks_active:                 { type: 'gauge',     labels: [],                      help: 'Addresses and ranges that this run has blocked in the kernel.', when: 'alone' },
  tripline_blocks_total:                  { type: 'counter',   labels: ['outcome'],             help: 'Blocks asked for: confirmed by the kernel, dry_run (told only), refused (must not be, or too many) or failed (to be tried again).', when: 'alone' },

  tripline_webhook_attempts_total:        { type: 'counter',   labels: ['webhook', 'outcome'],  help: 'Attempts to send: delivered, again (to be tried later) or refused (given up).' },
} as const satisfies Readonly<Record<string, Metric>>

export type MetricName = keyof typeof metrics

type Labels<Name extends MetricName> = (typeof metrics)[Name]['labels']

/** A value for each set of labels, the labels in the order of the table: `['policy', 'high', 3]`. */
type Values<Names extends readonly string[]> = Names extends readonly []
  ? number
  : readonly (readonly [...labels: { readonly [Name in keyof Names]: string }, value: number])[]

/** Asked at each scrape; a histogram is told once where to put what is observed. */
type Feed<Name extends MetricName> = (typeof metrics)[Name]['type'] extends 'histogram'
  ? (observe: (value: number) => void) => void
  : () => Values<Labels<Name>> | Promise<Values<Labels<Name>>>

/** Where the values come from. What nobody gives does not appear. */
export type MetricsSource = { readonly [Name in MetricName]?: Feed<Name> }

/** The same metrics without their names' types, for what goes over all of them. */
export const metricList: readonly (Metric & { readonly name: MetricName })[] = Object.entries(metrics).map(
  ([name, metric]) => ({ ...metric, name: name as MetricName }),
)
