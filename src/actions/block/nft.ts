// Words for nft → a run of it to its end, or a child that stays for as long as this process lives.
import { type ChildProcess, type ExecFileException, execFile, type StdioOptions, spawn } from 'node:child_process'
import { OperationalError } from '../../errors.ts'

/** Resolves to what it wrote. Throws BLOCK_… */
export function runNft(program: string, words: readonly string[]): Promise<string> {
  const options = { maxBuffer: 1 << 26, timeout: 30_000 }
  const json = words[0] === 'list' ? ['-j'] : []
  return new Promise((done, refused) => {
    execFile(program, [...json, ...words], options, (error, stdout, stderr) => {
      if (error) refused(explained(error, stderr))
      else done(stdout)
    })
  })
}

/** One that reads commands ends with its input; one that only tells would live on after `kill -9`, and is to be mortal. */
export function startNft(
  program: string,
  words: readonly string[],
  { stdio, mortal = [] }: { readonly stdio: StdioOptions; readonly mortal?: readonly string[] },
): ChildProcess {
  const [command, ...rest] = [...mortal, program, ...words]
  // It would keep a history of all commands in the user's home.
  const env = { ...process.env, HOME: '/dev/null' }
  return spawn(command!, rest, { stdio, env })
}

/** Words to put before a program so that it ends when this process does, however it ends; none where the system has none. */
export function wordsForMortal(): Promise<readonly string[]> {
  const words = ['setpriv', '--pdeathsig', 'KILL']
  return new Promise((done) => {
    execFile(words[0]!, [...words.slice(1), 'true'], (error) => done(error ? [] : words))
  })
}

export const failed = (reason: string): OperationalError => new OperationalError('BLOCK_FAILED', { reason })

function explained(error: ExecFileException, said: string): OperationalError {
  if (['ENOENT', 'ENOTDIR'].includes(String(error.code))) return new OperationalError('BLOCK_PROGRAM', {}, error)
  if (/not permitted|must be root|EPERM|EACCES/i.test(said + error.message))
    return new OperationalError('BLOCK_PRIVILEGE', {}, error)
  return new OperationalError(
    'BLOCK_FAILED',
    { reason: (said.split('\n')[0] ?? '').replace(/^Error: /, '') || error.message },
    error,
  )
}
