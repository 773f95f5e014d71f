// Who uses the applications: people with browsers and phones, at home, on the way, or many behind the address of an office.
import type { Chance } from './random.ts'

export interface Person {
  readonly name: string
  readonly agent: string
  readonly isMobile: boolean
  /** The first one now; the others are those that they get when their network changes. */
  readonly addresses: readonly (readonly number[])[]
  readonly session: string
  /** When the network that they have changes or goes away: whatever they have open notices. */
  readonly losses: readonly Loss[]
}

export interface Loss {
  readonly at: number
  /** Comes back by another address. */
  readonly isElsewhere: boolean
  readonly pause: number
}

const agents = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Safari/605.1.15',
  'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0',
]
const mobileAgents = [
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36',
]

export const names = [
  "Sinéad O'Brien",
  'Ann Müller',
  'José García',
  "Conan O'Neil",
  'Zoë Ångström',
  'Nguyễn Văn An',
  'Иван Петров',
  'Łukasz Żak',
  'Bob “Bobby” Tables',
  'Drop Kowalski',
  'D’Arcy Wretzky',
  'Grant Union',
  '田中 太郎',
  'محمد علي',
  'Renée Null',
  'Script van der Meer',
  'Alter Ego & Söhne',
  'Peter <Pete> Pan',
  'Chloe 🌸',
  'Sam -- Smith',
]

/** So many at home or on the way, and so many in the office. */
export function peopleOf(
  chance: Chance,
  { home, office }: { readonly home: number; readonly office: number },
): Person[] {
  return Array.from({ length: home + office }, (_, index) => {
    const isMobile = index < home && chance.is(0.4)
    return {
      name: names[index % names.length]!,
      agent: chance.of(isMobile ? mobileAgents : agents),
      isMobile,
      addresses: index < home ? [homeOf(chance, index), roamingOf(chance, index)] : [officeAddress, vpnOf(index)],
      session: chance.hex(40),
      losses: lossesOf(chance, isMobile),
    }
  })
}

/** Phones lose their network a few times an hour, go to another and come back; laptops turn their VPN on now and then. */
function lossesOf(chance: Chance, isMobile: boolean): readonly Loss[] {
  if (!isMobile)
    return chance.is(0.1) ? [{ at: chance.between(100, 3500), isElsewhere: true, pause: chance.between(2, 9) }] : []
  const losses: Loss[] = []
  for (let at = chance.pause(900); at < 3600; at += 30 + chance.pause(900)) {
    const sleeps = chance.is(0.5)
    losses.push({ at, isElsewhere: !sleeps, pause: sleeps ? chance.between(60, 600) : chance.between(1, 15) })
    at += losses.at(-1)!.pause
  }
  return losses
}

export const officeAddress = [203, 0, 113, 7]

const homeOf = (chance: Chance, index: number): readonly number[] =>
  chance.is(0.3)
    ? [0x20, 0x01, 0x0d, 0xb8, 0, index, 0x12, 0x34, 2, 0, 0, 0, 0, 0, 0, 5 + chance.whole(0, 200)]
    : [198, 51, 100, 1 + (index % 250)]

const roamingOf = (chance: Chance, index: number): readonly number[] => [
  192,
  0,
  2,
  20 + ((index * 7 + chance.whole(0, 6)) % 230),
]

const vpnOf = (index: number): readonly number[] => [203, 0, 113, 100 + (index % 8)]

/** What a browser sends with every handshake. */
export const headersOf = ({ agent, session }: Person, origin: string): Record<string, string> => ({
  Origin: origin,
  'User-Agent': agent,
  'Accept-Language': 'en-GB,en;q=0.8',
  Cookie: `theme=dark; consent=%7B%22stats%22%3Atrue%7D; session=${session}`,
})
