// A line of a container's log file → what the container itself wrote. Docker (json-file) and CRI (containerd, CRI-O).

export interface ContainerLine {
  readonly text: string
  readonly stream: string
  /** Nothing of the line follows in the next: long lines come in parts. */
  readonly isEnd: boolean
}

/** Null where it is no such line, which is then read as it is. */
export function readContainerLine(line: string): ContainerLine | null {
  if (line.startsWith('{"log":')) return readDocker(line)
  return digit.test(line) ? readCri(line) : null
}

const digit = /^\d/

/** `{"log":"…\n","stream":"stdout","time":"…"}`: the newline is the container's own, and only a whole line has it. */
function readDocker(line: string): ContainerLine | null {
  const { log, stream, time } = parse(line)
  if (typeof log !== 'string' || typeof stream !== 'string' || time === undefined) return null
  return { text: log.replace(/\r?\n$/, ''), stream, isEnd: log.endsWith('\n') }
}

function parse(line: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(line)
  } catch {
    return {}
  }
}

/** `2026-11-22T04:22:05.123456789+00:00 stdout F …`: P for a part, F for the last or only one. */
const cri = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d) (stdout|stderr) ([FP])(?::\S*)? ?/

function readCri(line: string): ContainerLine | null {
  const head = cri.exec(line)
  if (head === null) return null
  return { text: line.slice(head[0].length), stream: head[1]!, isEnd: head[2] === 'F' }
}
