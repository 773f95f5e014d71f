// What Envoy says of how a request ended → who ended it.

/** Of a connection that was upgraded every end is one of these: `UC` is what an ordinary close by the server looks like. */
const byFlag: Readonly<Record<string, string>> = {
  DC: 'client',
  DownstreamConnectionTermination: 'client',
  DR: 'client',
  DownstreamRemoteReset: 'client',
  UC: 'server',
  UpstreamConnectionTermination: 'server',
  UR: 'server',
  UpstreamRemoteReset: 'server',
  SI: 'limit',
  StreamIdleTimeout: 'limit',
  UT: 'limit',
  UpstreamRequestTimeout: 'limit',
  DT: 'limit',
  DurationTimeout: 'limit',
  OM: 'limit',
  OverloadManagerTerminated: 'limit',
  DO: 'limit',
  DropOverload: 'limit',
  UMSDR: 'limit',
  UpstreamMaxStreamDurationReached: 'limit',
}

/** `%RESPONSE_FLAGS%`, `%RESPONSE_FLAGS_LONG%`: several are joined by commas. */
export const endedByFlags = (flags: string): string | null => {
  const whole = byFlag[flags]
  if (whole !== undefined || !flags.includes(',')) return whole ?? null
  return (
    flags
      .split(',')
      .map((flag) => byFlag[flag])
      .find((found) => found !== undefined) ?? null
  )
}

const byDetails: readonly (readonly [RegExp, string])[] = [
  [/^downstream_remote_(?:disconnect|reset)/, 'client'],
  [/^upstream_reset_after_response_started\{(?:connection_termination|remote_reset)/, 'server'],
  [/^(?:stream_idle_timeout|max_duration_timeout|duration_timeout|response_timeout|overload)/, 'limit'],
]

/** `%RESPONSE_CODE_DETAILS%`. */
export const endedByDetails = (details: string): string | null =>
  byDetails.find(([shape]) => shape.test(details))?.[1] ?? null
