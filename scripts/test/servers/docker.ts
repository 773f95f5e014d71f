// An image → how its container is launched, signalled and removed: killed and started again it keeps its data.
import { execFileSync, spawnSync } from 'node:child_process'
import type { Launch } from './server.ts'

export interface ContainerSettings {
  readonly image: string
  /** Of this machine's 127.0.0.1. */
  readonly port: number
  /** The port that the program inside listens on. */
  readonly inside: number
  readonly env?: Readonly<Record<string, string>>
  readonly command?: readonly string[]
}

/** A client without a daemon that answers is no docker. */
export const hasDocker = (): boolean =>
  spawnSync('docker', ['version', '--format', '{{.Server.Version}}'], { stdio: 'ignore', timeout: 5000 }).status === 0

export function dockerLaunch(
  settings: ContainerSettings,
): Pick<Launch, 'command' | 'words' | 'signalWords' | 'removeWords'> {
  const { image, port, inside, env = {}, command = [] } = settings
  const variables = Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`])
  const words = ['create', '--publish', `127.0.0.1:${port}:${inside}`, ...variables, image, ...command]
  const id = execFileSync('docker', words, { encoding: 'utf8' }).trim()
  return {
    command: 'docker',
    words: ['start', '--attach', id],
    signalWords: (signal) => ['docker', 'kill', '--signal', signal, id],
    removeWords: ['docker', 'rm', '--force', '--volumes', id],
  }
}
