// Rows of figures → aligned text.

/** One line of a result: what was measured, and its figures by name. */
export type Row = Readonly<Record<string, string | number>>

/** One for each run of rows that have figures in common. */
export const tables = (rows: readonly Row[]): string => groupsOf(rows).map(table).join('\n\n')

/** The same for a page. */
export const markdown = (rows: readonly Row[]): string => groupsOf(rows).map(markdownTable).join('\n\n')

function groupsOf(rows: readonly Row[]): readonly (readonly Row[])[] {
  const groups: Row[][] = []
  for (const row of rows) {
    const group = groups.at(-1)
    if (group && sharesFigure(group[0]!, row)) group.push(row)
    else groups.push([row])
  }
  return groups
}

const sharesFigure = (a: Row, b: Row): boolean => Object.keys(b).some((name) => name in a && name !== Object.keys(a)[0])

/** The names of the figures first. */
function cellsOf(rows: readonly Row[]): readonly (readonly string[])[] {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  return [names, ...rows.map((row) => names.map((name) => show(row[name])))]
}

function markdownTable(rows: readonly Row[]): string {
  const [names, ...lines] = cellsOf(rows)
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.trim()).join(' | ')} |`
  const ruler = `|${names!.map((_, i) => (i === 0 ? '---' : '---:')).join('|')}|`
  return [line(names!), ruler, ...lines.map(line)].join('\n')
}

function table(rows: readonly Row[]): string {
  const cells = cellsOf(rows)
  const names = cells[0]!
  const widths = names.map((_, i) => Math.max(...cells.map((line) => line[i]!.length)))
  return cells
    .map((line) => line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '))
    .join('\n')
}

const show = (value: string | number | undefined): string => {
  if (value === undefined) return ''
  if (typeof value === 'string') return value
  return value.toLocaleString('en-US', { maximumFractionDigits: value < 100 ? 2 : 0 })
}

/** The middle of an odd number of figures. */
export const median = (figures: readonly number[]): number =>
  figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)]!
