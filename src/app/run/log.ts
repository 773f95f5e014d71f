// The program's own log: a sentence with its data, as text for people or as ECS documents for machines. One line each.
import { escapeControls } from '../../actions/log.ts'
import { version } from '../version.ts'

/** Of `data`: `error` may be what was thrown; `reason` is the same in words. A name with a dot in it is one of ECS. */
type Data = Readonly<Record<string, unknown>>

export interface Log {
  info(sentence: string, data?: Data): void
  /** Nothing is lost, but somebody may want to know. */
  warn(sentence: string, data?: Data): void
  /** Somebody must act. */
  error(sentence: string, data?: Data): void
}

type Level = 'info' | 'warn' | 'error'

/** Which program it is. */
type Dataset = 'tripline.run' | 'tripline.worker'

export function createLog(json: boolean, write: (line: string) => void, dataset: Dataset = 'tripline.run'): Log {
  const line = (level: Level, sentence: string, data: Data = {}): void => {
    const at = new Date().toISOString()
    // A path or a reason may hold what a stranger chose.
    write(escapeControls(json ? document({ at, level, sentence, dataset }, data) : text(at, level, sentence, data)))
  }
  return {
    info: (sentence, data) => line('info', sentence, data),
    warn: (sentence, data) => line('warn', sentence, data),
    error: (sentence, data) => line('error', sentence, data),
  }
}

function text(at: string, level: Level, sentence: string, data: Data): string {
  const pairs = Object.entries(data).map(([name, value]) =>
    name === 'error' ? `reason=${reasonOf(value)}` : `${name}=${String(value)}`,
  )
  const parts = [at.slice(11, 19), level === 'info' ? '' : level.toUpperCase(), sentence, ...pairs]
  return parts.filter((part) => part !== '').join(' ')
}

interface Entry {
  readonly at: string
  readonly level: Level
  readonly sentence: string
  readonly dataset: Dataset
}

/** Dotted names, as the loggers of ECS write them: level and time can be read at the start of the line. */
const document = ({ at, level, sentence, dataset }: Entry, data: Data): string =>
  JSON.stringify({
    '@timestamp': at,
    'log.level': level,
    message: sentence,
    'ecs.version': '9.4.0',
    'service.name': 'tripline',
    'service.type': 'tripline',
    'service.version': version,
    'event.dataset': dataset,
    'process.pid': process.pid,
    ...Object.assign({}, ...Object.entries(data).map(([name, value]) => ecs(name, value))),
  })

function ecs(name: string, value: unknown): Data {
  if (name === 'error') return ofError(value)
  if (name === 'reason') return { 'error.message': value }
  return { [name.includes('.') ? name : `tripline.${snakeCase(name)}`]: value }
}

/** `error.code`: of ours, or the system's, such as ENOSPC. */
function ofError(error: unknown): Data {
  if (!(error instanceof Error)) return { 'error.message': String(error) }
  const { name, code } = error as { name: string; code?: unknown }
  return {
    'error.message': reasonOf(error),
    'error.type': name,
    ...(typeof code === 'string' && { 'error.code': code }),
  }
}

/** Of an error that the outside is told little of, also what it came from. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { message, cause } = error
  return cause instanceof Error && !message.includes(cause.message) ? `${message} (${cause.message})` : message
}

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`)
