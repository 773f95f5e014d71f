// What is wanted of the journal → its entries as lines of JSON, as they are written, until a signal says stop.
import { type ChildProcess, spawn } from 'node:child_process'
import { uptime } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { eachLine, longestLine } from '../../connectors/lines.ts'
import { journalFields } from './journald-entry.ts'

export interface JournalSelection {
  readonly unit: string | null
  /** SYSLOG_IDENTIFIER. */
  readonly identifier: string | null
  /** A folder of journal files; this machine's own journal where it is null. */
  readonly directory: string | null
}

export interface JournalFollowing {
  readonly signal: AbortSignal
  /** Where to go on: asked at each start of the program. Null: from this boot on, of a folder from its beginning. */
  readonly cursor: () => string | null
  /** The program ended, and is started again after a while. Told once for all of its failures in a row. */
  readonly onTrouble: (reason: string) => void
  /** A line that is too long was left out. */
  readonly onTooLong: (begin: string) => void
  readonly retryMs?: number
}

const usualRetryMs = 1000
const longestRetryMs = 30_000

/** Lines come as many at a time as there are. */
export async function* followJournal(
  selection: JournalSelection,
  following: JournalFollowing,
): AsyncGenerator<readonly string[]> {
  const { signal, cursor, onTrouble, retryMs = usualRetryMs } = following
  let failures = 0
  while (!signal.aborted) {
    const program = start(selection, cursor(), signal)
    try {
      for await (const lines of linesOf(program, following)) {
        failures = 0
        yield lines
      }
    } finally {
      program.stop()
    }
    const reason = await program.ended
    if (signal.aborted) return
    if (failures++ === 0) onTrouble(reason)
    await sleep(Math.min(longestRetryMs, retryMs * 2 ** Math.min(failures - 1, 10)), undefined, { signal }).catch(
      () => {},
    )
  }
}

/**
 * All fields whole; not only the last ten lines; not only this boot, to which `--follow` alone keeps: what was written
 * before a reboot and not read yet would be lost.
 */
const always = [
  ...['--output=json', '--all', '--quiet', '--follow', '--no-tail', '--merge'],
  `--output-fields=${journalFields.join(',')}`,
]

function journalArguments({ unit, identifier, directory }: JournalSelection, cursor: string | null): string[] {
  return [
    ...always,
    ...(unit === null ? [] : [`--unit=${unit}`]),
    ...(identifier === null ? [] : [`--identifier=${identifier}`]),
    ...(directory === null ? [] : [`--directory=${directory}`]),
    ...(cursor !== null ? [`--after-cursor=${cursor}`] : directory === null ? [`--since=@${bootedAt()}`] : []),
  ]
}

/** Seconds since the epoch. */
const bootedAt = (): number => Math.floor(Date.now() / 1000 - uptime())

interface Program {
  readonly output: NonNullable<ChildProcess['stdout']>
  /** Resolves to why it ended. */
  readonly ended: Promise<string>
  stop(): void
}

function start(selection: JournalSelection, cursor: string | null, signal: AbortSignal): Program {
  const child = spawn('journalctl', journalArguments(selection, cursor), { stdio: ['ignore', 'pipe', 'pipe'], signal })
  let said = ''
  child.stderr.on('data', (bytes: Buffer) => {
    said = (said + bytes.toString()).slice(-longestReason)
  })
  const ended = new Promise<string>((done) => {
    child.on('error', ({ message }) => done(message))
    child.on('close', (status, by) => done(said.trim() || `it ended with ${by ?? `status ${status}`}`))
  })
  return { output: child.stdout, ended, stop: () => void child.kill() }
}

const longestReason = 500

async function* linesOf({ output }: Program, { onTooLong }: JournalFollowing): AsyncGenerator<readonly string[]> {
  let rest: Buffer = Buffer.alloc(0)
  let skipping = false
  for await (const chunk of output as AsyncIterable<Buffer>) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const lines: string[] = []
    const used = eachLine(bytes, false, (from, to) => {
      if (!skipping) lines.push(bytes.toString('utf8', from, to))
      skipping = false
    })
    rest = bytes.subarray(used)
    if (rest.length > longestLine) {
      if (!skipping) onTooLong(rest.toString('utf8', 0, 200))
      skipping = true
      rest = Buffer.alloc(0)
    }
    if (lines.length > 0) yield lines
  }
}
