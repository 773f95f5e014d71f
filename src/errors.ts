// Every operational error: the world failed us. Thrown at the edges, caught in one place per process.

/** Code → message with `{placeholders}` and the HTTP status where it reaches a client. */
// biome-ignore format: table
export const errors = {
  INPUT_NOT_FOUND:      { status: 400, text: 'There is no file {path}. Check the path; it is taken from the folder that you are in.' },
  INPUT_NOTHING:        { status: 400, text: 'There is nothing to read in {path}: no file there has anything in it.' },
  INPUT_UNREADABLE:     { status: 400, text: '{path} cannot be read: {reason}.' },
  INPUT_UNKNOWN:        { status: 400, text: '{path} is neither a capture nor a log that any connector recognises. {advice}' },
  INPUT_EMPTY:          { status: 400, text: '{path} is empty.' },
  INPUT_UTF16:          { status: 400, text: '{path} is text in UTF-16, which no connector reads. Convert it first, with iconv -f UTF-16 -t UTF-8.' },
  CAPTURE_BROKEN:       { status: 400, text: '{path} is no capture that can be read: {reason}.' },
  CAPTURE_PROGRAM:      { status: 500, text: 'Nothing can be captured of {interface}: tcpdump is not installed, or not on the PATH.' },
  CAPTURE_PRIVILEGE:    { status: 500, text: 'Nothing can be captured of {interface}: that is not permitted. It needs the capability CAP_NET_RAW, or root; docs/live.md says how to give it.' },
  CAPTURE_INTERFACE:    { status: 500, text: 'Nothing can be captured of {interface}: there is no such interface, or it is down. "tcpdump -D" lists those that there are.' },
  CAPTURE_FILTER:       { status: 400, text: 'Nothing can be captured of {interface}: its filter cannot be read ({reason}).' },
  CAPTURE_ENDED:        { status: 500, text: 'Nothing is captured of {interface} any more: {reason}.' },
  CONNECTOR_UNKNOWN:    { status: 400, text: 'There is no connector {name}. There are: {connectors}.' },
  CONFIG_INVALID:       { status: 400, text: '{details}' },
  BASELINE_INVALID:     { status: 400, text: '{path} is no baseline: {reason}. "tripline baseline learn" makes one.' },
  RULES_NOT_FOUND:      { status: 400, text: 'There are no rules in {path}: no file there ends in .trip.' },
  RULES_UNWRITABLE:     { status: 500, text: '{path} cannot be written: {reason}.' },
  PORT_IN_USE:          { status: 500, text: 'Port {port} on {host} is in use by another program. Stop it, or set {section}.port in the config.' },
  LISTEN_FAILED:        { status: 500, text: 'Nothing can be received at {where}: {reason}.' },
  BLOCK_PROGRAM:        { status: 500, text: 'Nothing can be blocked: nft (nftables) is not installed, or not on the PATH.' },
  BLOCK_PRIVILEGE:      { status: 500, text: 'Nothing can be blocked: that is not permitted. It needs the capability CAP_NET_ADMIN, or root; docs/blocking.md says how to give it.' },
  BLOCK_FAILED:         { status: 500, text: 'The kernel does not block: {reason}.' },
  STORE_UNUSABLE:       { status: 500, text: 'The store {path} cannot be used: {reason}.' },
  STORE_IN_USE:         { status: 500, text: 'The store {path} is in use by another tripline run. Stop that one, or name another file as store.path in the config.' },
  STORE_NOT_FOUND:      { status: 400, text: 'There is no store {path}: nothing was kept there yet. Name the config of the run that you mean with --config.' },
  STORE_FORMAT:         { status: 500, text: 'The store {path} was written by another version (format {found}, this version reads {expected}). Move it away to start anew, or run the version that wrote it.' },
  QUEUE_UNREACHABLE:    { status: 503, text: 'Redis at {where} does not answer: {reason}. Check that it runs and that queue in the config names it.' },
  QUEUE_REFUSED:        { status: 500, text: 'Redis at {where} does not let us in: {reason}. Check queue.username and queue.password_file in the config, and what that user may do.' },
  QUEUE_UNTRUSTED:      { status: 500, text: 'Redis at {where} could not prove who it is: {reason}. Name the authority that signed its certificate as queue.ca_file in the config.' },
  QUEUE_UNSUITABLE:     { status: 500, text: 'Redis at {where} cannot be used: {reason}.' },
  QUEUE_FAILED:         { status: 503, text: 'Redis at {where} refused a command: {reason}.' },
  LEASE_LOST:           { status: 503, text: 'Partition {partition} belongs to another worker by now, or Redis has lost what this one wrote last.' },
  SPOOL_FULL:           { status: 503, text: '{changes} changes to incidents of partition {partition} wait for Elasticsearch: evaluation waits until they are there.' },
  PRODUCER_SUPERSEDED:  { status: 503, text: 'Another tripline run goes on as the producer {name}. Give each its own queue.producer in the config.' },
  RULES_OUTDATED:       { status: 503, text: 'Another tripline run has published other rules. All runs that share a queue need the same rules: restart this one with them.' },
  RULES_CHANGED:        { status: 503, text: 'The rules have changed: this run goes on with those of now.' },
  QUEUE_LOST:           { status: 503, text: 'Redis has lost what this run had committed, or another run has committed one of its requests. What can be read again is read again.' },
  BATCH_SPOILT:         { status: 500, text: 'The batch cannot be evaluated: {reason}.' },
  RULES_UNPUBLISHED:    { status: 500, text: 'The rules {hash}, by which a batch was routed, are not in Redis any more.' },
  ELASTIC_UNREACHABLE:  { status: 503, text: 'Elasticsearch at {url} does not answer: {reason}. Check that it runs and that store.elasticsearch in the config names it.' },
  ELASTIC_TLS:          { status: 500, text: 'Elasticsearch at {url} could not prove who it is: {reason}. Name the authority that signed its certificate as store.elasticsearch.ca_file in the config.' },
  ELASTIC_CREDENTIALS:  { status: 500, text: 'Elasticsearch at {url} refuses these credentials: {reason}. Check store.elasticsearch.api_key_file, or username and password_file, in the config.' },
  ELASTIC_PRIVILEGE:    { status: 500, text: 'Elasticsearch at {url} does not allow this: {reason}. docs/elasticsearch.md lists the privileges that Tripline needs.' },
  ELASTIC_SETUP:        { status: 500, text: 'Elasticsearch at {url} has no index templates of Tripline, and these credentials may not make them: {reason}. Run "tripline setup elastic" once with credentials that may.' },
  ELASTIC_OTHER:        { status: 500, text: 'What answers at {url} is no Elasticsearch: {reason}.' },
  ELASTIC_FAILED:       { status: 503, text: 'Elasticsearch at {url} answered {status}: {reason}.' },
  KIBANA_UNREACHABLE:   { status: 503, text: 'Kibana at {where} does not answer: {reason}.' },
  KIBANA_UNTRUSTED:     { status: 500, text: 'Kibana at {where} could not prove who it is: {reason}. Name the authority that signed its certificate as store.elasticsearch.ca_file in the config.' },
  KIBANA_REFUSED:       { status: 500, text: 'Kibana at {where} does not know these credentials. They are the ones for Elasticsearch: check store.elasticsearch in the config.' },
  KIBANA_FORBIDDEN:     { status: 500, text: 'Kibana at {where} does not let these credentials import: {reason}. They need the privilege "All" on Saved Objects Management.' },
  KIBANA_NO_SPACE:      { status: 400, text: 'Kibana at {where} has no space {space}, or these credentials may not see it.' },
  KIBANA_ANSWER:        { status: 500, text: 'Kibana at {where} did not import: {reason}.' },
  USAGE:                { status: 400, text: '{details}' },
  HOST_REFUSED:         { status: 421, text: 'Nothing here answers to the host {host}. If it should, add it to {section}.hosts in the config.' },
  ORIGIN_REFUSED:       { status: 403, text: 'Pages of {origin} may not talk to this console.' },
  TOKEN_REFUSED:        { status: 401, text: 'This needs the header "Authorization: Bearer TOKEN" with the token of api.token_file.' },
  BODY_TYPE:            { status: 415, text: 'The body must be sent as {types}.' },
  BODY_TOO_LARGE:       { status: 413, text: 'The body is larger than {limit} bytes. Send it in parts.' },
  REQUEST_INVALID:      { status: 400, text: '{details}' },
  NOT_FOUND:            { status: 404, text: 'There is no {what}.' },
  BUSY:                 { status: 429, text: 'More events wait here than may wait. Send these again, a little later.' },
  UNAVAILABLE:          { status: 503, text: 'The events were not kept. Send them again, with the same Idempotency-Key.' },
  INTERNAL:             { status: 500, text: 'Something went wrong here. The log of the server says what.' },
} as const

export type ErrorCode = keyof typeof errors

export class OperationalError extends Error {
  readonly code: ErrorCode
  constructor(code: ErrorCode, values: Readonly<Record<string, string | number>> = {}, cause?: unknown) {
    super(fill(errors[code].text, values), cause === undefined ? undefined : { cause })
    this.name = 'OperationalError'
    this.code = code
  }
}

const fill = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
