// Series of figures over time → a drawing of them as SVG.
import type { Point } from './trend.ts'

export interface Series {
  readonly name: string
  readonly colour: string
  readonly points: readonly Point[]
}

export interface Plot {
  readonly title: string
  readonly across: string
  readonly up: string
  readonly series: readonly Series[]
  /** Shaded from the beginning up to here. */
  readonly shadedTo?: { readonly x: number; readonly name: string }
}

const size = { width: 860, height: 380 }
const frame = { left: 64, right: 150, top: 44, bottom: 48 }
const inner = { width: size.width - frame.left - frame.right, height: size.height - frame.top - frame.bottom }

export function plot({ title, across, up, series, shadedTo }: Plot): string {
  const points = series.flatMap((one) => one.points)
  const [mostX, mostY] = [
    roundUp(Math.max(...points.map(({ x }) => x))),
    roundUp(Math.max(...points.map(({ y }) => y))),
  ]
  const place = {
    x: (x: number) => frame.left + (x / mostX) * inner.width,
    y: (y: number) => frame.top + (1 - y / mostY) * inner.height,
  }
  const middle = { x: frame.left + inner.width / 2, y: frame.top + inner.height / 2 }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" font-family="sans-serif" font-size="12">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${size.width}" height="${size.height}" fill="#ffffff"/>`,
    text({ x: frame.left, y: 24 }, title, 'font-size="15" font-weight="bold"'),
    ...(shadedTo ? shade(place.x(shadedTo.x), shadedTo.name) : []),
    ...ticks(mostY).flatMap((y) => horizontal(place.y(y), y)),
    ...ticks(mostX).map((x) =>
      text({ x: place.x(x), y: size.height - frame.bottom + 18 }, show(x), 'text-anchor="middle"'),
    ),
    text({ x: middle.x, y: size.height - 10 }, across, 'text-anchor="middle"'),
    text({ x: 16, y: middle.y }, up, `text-anchor="middle" transform="rotate(-90 16 ${middle.y})"`),
    ...series.map(({ colour, points: all }) =>
      line(
        all.map(({ x, y }) => ({ x: place.x(x), y: place.y(y) })),
        colour,
      ),
    ),
    ...series.flatMap(({ name, colour }, i) => legend(name, colour, i)),
    '</svg>\n',
  ].join('\n')
}

const text = ({ x, y }: Point, words: string, more: string): string =>
  `<text x="${at(x)}" y="${at(y)}" ${more}>${escaped(words)}</text>`

const line = (points: readonly Point[], colour: string): string =>
  `<polyline fill="none" stroke="${colour}" stroke-width="1.5" points="${points.map(({ x, y }) => `${at(x)},${at(y)}`).join(' ')}"/>`

const shade = (to: number, name: string): readonly string[] => [
  `<rect x="${frame.left}" y="${frame.top}" width="${at(to - frame.left)}" height="${inner.height}" fill="#eeeeee"/>`,
  text({ x: frame.left + 6, y: frame.top + 16 }, name, 'fill="#777777"'),
]

const horizontal = (y: number, value: number): readonly string[] => [
  `<line x1="${frame.left}" x2="${frame.left + inner.width}" y1="${at(y)}" y2="${at(y)}" stroke="#d5d5d5"/>`,
  text({ x: frame.left - 6, y: y + 4 }, show(value), 'text-anchor="end"'),
]

function legend(name: string, colour: string, place: number): readonly string[] {
  const [x, y] = [size.width - frame.right + 12, frame.top + 14 + place * 20]
  return [
    `<line x1="${x}" x2="${x + 18}" y1="${y - 4}" y2="${y - 4}" stroke="${colour}" stroke-width="2.5"/>`,
    text({ x: x + 24, y }, name, ''),
  ]
}

/** The last sample of half an hour comes a moment after it: that is no reason for a wider frame. */
const nearly = 0.999

/** Of a figure that is easily read. */
const steps = 5

function roundUp(most: number): number {
  const step = Math.max(most, Number.MIN_VALUE) / steps
  const power = 10 ** Math.floor(Math.log10(step))
  const round = [1, 2, 2.5, 3, 4, 5, 6, 8, 10].find((figure) => figure * power >= step * nearly)!
  return round * power * steps
}

const ticks = (most: number): readonly number[] => Array.from({ length: steps + 1 }, (_, i) => (most / steps) * i)

const show = (figure: number): string => figure.toLocaleString('en-US', { maximumFractionDigits: 2 })

const at = (figure: number): string => String(Math.round(figure * 10) / 10)

const escaped = (words: string): string => words.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
