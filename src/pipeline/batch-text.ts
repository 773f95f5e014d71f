// What a producer sends to a partition: lines of the journal, under a line that says by which rules they were chosen.

/** Raised when a text of before cannot be read any more. */
const batchFormat = 2

interface Head {
  readonly format: number
  /** The hash under which the rules are published. */
  readonly rules: string
}

export const writeBatch = (rules: string, lines: readonly string[]): string =>
  [JSON.stringify({ format: batchFormat, rules } satisfies Head), ...lines].join('\n')

/** Throws where it is no such text, or one of another format. */
export function readBatch(text: string): { readonly rules: string; readonly lines: readonly string[] } {
  const [head = '', ...lines] = text.split('\n')
  const { format, rules } = JSON.parse(head) as Head
  if (format !== batchFormat) throw new Error(`The batch has the format ${format}; this version reads ${batchFormat}.`)
  return { rules, lines }
}

/** By which rules a batch was made: without reading the rest of it. */
export function rulesOf(text: string): string {
  const end = text.indexOf('\n')
  return (JSON.parse(end < 0 ? text : text.slice(0, end)) as Pick<Head, 'rules'>).rules
}
