// A port → how many datagrams the system has dropped there because nobody took them in time. Told on Linux alone.
import { readFileSync } from 'node:fs'

const tables = ['/proc/net/udp', '/proc/net/udp6']

/** Counts from now on. The last count stands where the table cannot be read any more. */
export function openUdpDrops(port: number, read: (path: string) => string = readTable): () => number {
  const all = (): number => tables.reduce((sum, path) => sum + dropsAt(read(path), port), 0)
  const before = all()
  let last = 0
  return () => {
    last = Math.max(last, all() - before)
    return last
  }
}

function readTable(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** `sl local_address … drops`: the second column ends in the port as four hexadecimal digits. */
function dropsAt(table: string, port: number): number {
  const ending = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[1]?.endsWith(ending))
    .reduce((sum, columns) => sum + (Number(columns.at(-1)) || 0), 0)
}
