// A seed → an hour of six kinds of applications and what watches them, as connections.
import { balancer, forgottenTab, monitors, whileDown } from './bots.ts'
import { chat } from './chat.ts'
import { dashboard } from './dashboard.ts'
import { matches, sensors } from './devices.ts'
import { editor } from './editor.ts'
import { market } from './market.ts'
import { peopleOf } from './people.ts'
import { Chance } from './random.ts'
import type { Talk } from './talk.ts'
import { upload } from './upload.ts'

/** When the chat and the editor are deployed, in seconds. */
const deployAt = 1510

export function benignHour(seed: number): readonly Talk[] {
  const chance = new Chance(seed)
  const people = peopleOf(chance, { home: 34, office: 26 })
  const some = (count: number) => {
    const shuffled = people.map((person) => ({ person, at: chance.next() })).sort((a, b) => a.at - b.at)
    return shuffled.slice(0, count).map(({ person }) => person)
  }
  const writers = some(14)
  return [
    ...chat(chance, some(26), deployAt),
    ...market(chance, some(10)),
    ...upload(chance, some(9)),
    ...editor(chance, writers, deployAt),
    ...dashboard(chance, some(12)),
    ...sensors(chance, 24),
    ...matches(chance, some(5)),
    ...monitors(chance),
    ...balancer(),
    ...forgottenTab(chance, people[40]!),
    ...whileDown(chance, writers, deployAt),
  ]
}
