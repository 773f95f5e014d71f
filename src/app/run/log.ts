// The program's own log: a sentence with its data, as text for people or as JSON for machines. One line each.
import { escapeControls } from '../../actions/log.ts'

export interface Log {
  info(sentence: string, data?: Readonly<Record<string, unknown>>): void
  /** Nothing is lost, but somebody may want to know. */
  warn(sentence: string, data?: Readonly<Record<string, unknown>>): void
  /** Somebody must act. */
  error(sentence: string, data?: Readonly<Record<string, unknown>>): void
}

type Level = 'info' | 'warn' | 'error'

export function createLog(json: boolean, write: (line: string) => void): Log {
  const line = (level: Level, sentence: string, data: Readonly<Record<string, unknown>> = {}): void => {
    const at = new Date().toISOString()
    const text = json
      ? JSON.stringify({ '@timestamp': at, 'log.level': level, message: sentence, ...data })
      : [at.slice(11, 19), level === 'info' ? '' : level.toUpperCase(), sentence, ...pairs(data)]
          .filter((part) => part !== '')
          .join(' ')
    // A path or a reason may hold what a stranger chose.
    write(escapeControls(text))
  }
  return {
    info: (sentence, data) => line('info', sentence, data),
    warn: (sentence, data) => line('warn', sentence, data),
    error: (sentence, data) => line('error', sentence, data),
  }
}

const pairs = (data: Readonly<Record<string, unknown>>): string[] =>
  Object.entries(data).map(([name, value]) => `${name}=${String(value)}`)
