// The samples of a connector → as many lines of the same shapes as are wanted, each of another client.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRandom } from '../random.ts'

export interface Sample {
  readonly name: string
  readonly settings: Readonly<Record<string, unknown>>
  readonly text: string
}

export function samplesOf(folder: string): readonly Sample[] {
  return readdirSync(folder)
    .filter((file) => /\.(?:log|har)$/.test(file))
    .map((file) => {
      const settings = join(folder, file.replace(/\.\w+$/, '.settings.json'))
      return {
        name: file,
        settings: existsSync(settings) ? JSON.parse(readFileSync(settings, 'utf8')) : {},
        text: readFileSync(join(folder, file), 'utf8'),
      }
    })
}

/** Addresses, ports and tokens change from line to line, as they do in a log; what the lines say does not. */
export function manyLines(lines: readonly string[], bytes: number, seed: number): Buffer {
  const random = createRandom(seed)
  const pieces: string[] = []
  for (let written = 0, n = 0; written < bytes; n++) {
    const line = atTime(varied(lines[n % lines.length]!, random), n)
    pieces.push(line)
    written += line.length + 1
  }
  return Buffer.from(`${pieces.join('\n')}\n`)
}

const varied = (line: string, random: () => number): string =>
  line
    .replace(/\b(203\.0\.113|198\.51\.100|192\.0\.2)\.\d+\b/g, (_, net: string) => `${net}.${number(random, 1, 254)}`)
    .replace(/\b5\d{4}\b/g, () => String(number(random, 50_000, 59_999)))
    .replace(/\b(?=\d*[a-f])[0-9a-f]{16}\b/g, () => number(random, 0x1000, 0xffff).toString(16).repeat(4))

/** A log is of one zone, and its times go on: a hundred lines a second. */
function atTime(line: string, n: number): string {
  const second = Math.floor(n / 100) % 86_400
  const clock = [second / 3600, (second / 60) % 60, second % 60].map((part) =>
    String(Math.floor(part)).padStart(2, '0'),
  )
  return line
    .replace(/\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}/g, `22/Nov/2026:${clock.join(':')} +0000`)
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/g, `2026-11-22T${clock.join(':')}`)
}

const number = (random: () => number, least: number, most: number): number =>
  least + Math.floor(random() * (most - least + 1))
