// What passes between the clients and nginx → a capture file, by tcpdump.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export interface Capture {
  readonly program: ChildProcess
  /** What tcpdump says when it ends: packets captured and dropped. */
  readonly words: string[]
}

/** Starts tcpdump on port 80 of the loopback interface; resolves when it listens. */
export async function startCapture(path: string): Promise<Capture> {
  const program = spawn('tcpdump', ['-i', 'lo', '-B', '8192', '-s', '0', '-Z', 'root', '-w', path, 'tcp port 80'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const words: string[] = []
  const lines = createInterface({ input: program.stderr })
  await new Promise<void>((resolve, reject) => {
    program.once('error', reject)
    lines.on('line', (line) => {
      words.push(line)
      if (line.includes('listening on')) resolve()
    })
    lines.once('close', () => reject(new Error(`tcpdump did not start: ${words.join(' ')}`)))
  })
  return { program, words }
}

/** Ends tcpdump. Fails where the kernel dropped packets: such a capture has holes. */
export async function stopCapture({ program, words }: Capture): Promise<void> {
  program.kill('SIGINT')
  await once(program, 'close')
  if (!words.some((line) => line.startsWith('0 packets dropped by kernel'))) {
    throw new Error(`tcpdump lost packets: ${words.join(' ')}`)
  }
}
