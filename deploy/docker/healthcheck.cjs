// A URL → exit status 0 where it answers with 2xx. The image has no curl.
'use strict'

fetch(process.argv[2], { signal: AbortSignal.timeout(4000) }).then(
  ({ ok }) => process.exit(ok ? 0 : 1),
  () => process.exit(1),
)
