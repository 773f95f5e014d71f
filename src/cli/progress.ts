// A progress line on a terminal's stderr: nothing where it is no terminal, and nothing for what is done at once.
import { count } from './terminal.ts'

export interface Progress {
  update(events: number, bytes: number, incidents: number): void
  /** Takes the line away. */
  clear(): void
}

/** Milliseconds before the first line, and between two. */
const patience = 500
const pace = 100

/** `total` is the bytes of all inputs; 0 where unknown. */
export function createProgress(total: number, stream: NodeJS.WriteStream = process.stderr): Progress {
  if (!stream.isTTY) return { update: () => {}, clear: () => {} }
  const startedAt = performance.now()
  let drawnAt = startedAt + patience - pace
  let drawn = false
  return {
    update(events, bytes, incidents) {
      const now = performance.now()
      if (now - drawnAt < pace) return
      drawnAt = now
      drawn = true
      const seconds = (now - startedAt) / 1000
      stream.write(`\r\x1b[2K${line(events, bytes, incidents, total, seconds)}`)
    },
    clear() {
      if (drawn) stream.write('\r\x1b[2K')
      drawn = false
    },
  }
}

function line(events: number, bytes: number, incidents: number, total: number, seconds: number): string {
  const share = total > 0 ? `${Math.min(100, Math.floor((bytes / total) * 100))} %  ` : ''
  const left = total > 0 && bytes > 0 ? `  ${clock(((total - bytes) / bytes) * seconds)} left` : ''
  return `${share}${count(events)} events  ${count(Math.round(events / seconds))}/s  ${count(incidents)} incidents${left}`
}

const clock = (seconds: number): string => {
  const whole = Math.max(0, Math.round(seconds))
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}
