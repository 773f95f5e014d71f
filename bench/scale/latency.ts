// Single events at a steady pace → milliseconds from the event to its incident in the hands of who forwards it.
import { setTimeout as sleep } from 'node:timers/promises'
import { requestSettings } from '../../src/app/config.ts'
import { anyCategory } from '../../src/event/category.ts'
import { exclusive } from '../../src/event/position.ts'
import { readRequest } from '../../src/intake/http.ts'
import { UnreadableLog } from '../../src/intake/unreadable.ts'
import { configOf, type QueueSettings } from './config.ts'
import { rulesFrom } from './loads.ts'
import { startProcesses } from './processes.ts'
import { produce } from './ways.ts'

const everyMessage = `rule every_message_of_the_bench {
  title "A message came"
  level low
  detect message
}
`

const source = { id: 'http', categories: anyCategory, latenessUs: 0 }

export async function latencies(settings: QueueSettings, events: number, everyMs: number): Promise<readonly number[]> {
  const rules = rulesFrom('every_message_of_the_bench', everyMessage)
  const producing = await produce({ rules }, settings, [])
  const { producer } = producing
  const found: number[] = []
  const processes = await startProcesses('worker', 1, settings, (told) => {
    if (told.kind === 'incident') found.push(told.atMs - Date.parse(told.eventAt))
  })
  const context = {
    ...{ source: source.id, layout: rules.ruleset.layout, unreadable: new UnreadableLog(source.id, 'ndjson') },
    request: requestSettings(configOf(settings)),
  }
  try {
    await producer.addSource(source)
    for (let n = 0; n < events; n++) {
      const ms = Date.now()
      const line = JSON.stringify({ '@timestamp': new Date(ms).toISOString(), event: { category: ['message'] } })
      const { batch } = readRequest(Buffer.from(line), String(n), context)
      const progress = { us: ms * 1000, nanos: 0, sequence: exclusive }
      void producer.submit({ source: source.id, n: 0, batch, progress, resume: null })
      await sleep(everyMs)
    }
    for (const until = Date.now() + 10_000; found.length < events && Date.now() < until; ) await sleep(20)
    if (found.length < events) throw new Error(`${found.length} of ${events} incidents came.`)
    return found.sort((a, b) => a - b)
  } finally {
    await producer.stop()
    await processes.stop()
    await producing.close()
  }
}
