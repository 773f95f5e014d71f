// The `format` of an HAProxy source: a log-format, or lines of haproxy.cfg with it → the format, and what is captured.

export interface Fragment {
  /** Of the same length as what was given, so that places in it are places in that. Null where no format is in it. */
  readonly format: string | null
  /** Headers in the order that they are captured in; empty for what is no header. Null where no capture is in it. */
  readonly requestHeaders: readonly string[] | null
  readonly responseHeaders: readonly string[] | null
}

/** Null where the text is no part of haproxy.cfg. */
export function readFragment(text: string): Fragment | null {
  if (!/^[ \t]*(?:(?:declare )?capture|http-request capture|option httplog|log-format)[ \t]/m.test(`${text} `))
    return null
  const lines = linesOf(text)
  return {
    format: formatOf(lines, text),
    requestHeaders: captured(lines, requestCapture),
    responseHeaders: captured(lines, responseCapture),
  }
}

interface Line {
  readonly text: string
  readonly start: number
}

function linesOf(text: string): readonly Line[] {
  let start = 0
  return text.split('\n').map((line) => {
    const found = { text: line, start }
    start += line.length + 1
    return found
  })
}

/** As HAProxy does, the last counts. */
function formatOf(lines: readonly Line[], text: string): string | null {
  const line = lines.findLast(({ text: own }) => /^\s*log-format\s/.test(own))
  if (line !== undefined) return (' '.repeat(line.start) + line.text).padEnd(text.length)
  const option = lines.findLast(({ text: own }) => /^\s*option\s+httplog\b/.test(own))
  if (option === undefined) return null
  return /\bclf\b/.test(option.text) ? 'clf' : 'httplog'
}

/** `capture request header Host len 64`, `http-request capture req.hdr(Origin) len 128`, `declare capture request len 64`. */
const requestCapture =
  /^\s*(?:capture\s+request\s+header\s+(\S+)|http-request\s+capture\s+(?:req\.f?hdr\(([\w-]+)\))?|declare\s+capture\s+request\b)/
const responseCapture =
  /^\s*(?:capture\s+response\s+header\s+(\S+)|http-response\s+capture\s+(?:res\.f?hdr\(([\w-]+)\))?|declare\s+capture\s+response\b)/

function captured(lines: readonly Line[], capture: RegExp): readonly string[] | null {
  const names = lines.flatMap(({ text }) => {
    const found = capture.exec(text)
    return found ? [found[1] ?? found[2] ?? ''] : []
  })
  return names.length > 0 ? names : null
}
