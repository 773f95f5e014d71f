// A change from the incident stage → rows: the incident, its addresses and its searchable text.
import type { DatabaseSync } from 'node:sqlite'
import { levels } from '../../compiler/plan.ts'
import { type Incident, type IncidentChange, lateOf } from '../../incident/incident.ts'
import { addressesOf, wordsOf } from '../searchable.ts'

/** Writes inside the transaction of its caller. An incident that is already there stays as it is. */
export function incidentWriter(database: DatabaseSync): (change: IncidentChange, nowMs: number) => void {
  const raise = raiser(database)
  const count = database.prepare(`
    UPDATE incidents SET count = max(count, $count), recorded_ms = max(recorded_ms, $nowMs),
      last_nanos = iif($us > last_us, 0, last_nanos), last_us = max(last_us, $us)
    WHERE id = $id`)
  const amend = database.prepare(`
    UPDATE incidents SET recorded_ms = max(recorded_ms, $nowMs),
      document = json_set(document, '$.tripline.incident.late', json($late))
    WHERE id = $id AND coalesce(json_extract(document, '$.tripline.incident.late.count'), 0) < $count`)
  return (change, nowMs) => {
    if (change.kind === 'raised') raise(change.incident, nowMs)
    else if (change.kind === 'counted') count.run({ id: change.id, us: change.us, count: change.count, nowMs })
    else amend.run({ id: change.id, count: change.late, late: JSON.stringify(lateOf(change)), nowMs })
  }
}

function raiser(database: DatabaseSync): (incident: Incident, nowMs: number) => void {
  const insert = database.prepare(`
    INSERT INTO incidents
      (id, rule, level, status, us, nanos, last_us, last_nanos, count, recorded_ms, document)
    VALUES ($id, $rule, $level, 'open', $us, $nanos, $us, $nanos, 1, $nowMs, $document)
    ON CONFLICT (id) DO NOTHING`)
  const addAddress = database.prepare('INSERT OR IGNORE INTO addresses (address, incident) VALUES (?, ?)')
  const addWords = database.prepare('INSERT INTO incident_text (rowid, text) VALUES (?, ?)')
  return (incident, nowMs) => {
    const { changes, lastInsertRowid } = insert.run({
      id: incident.id,
      rule: incident.ruleId,
      level: levels.indexOf(incident.level),
      us: incident.us,
      nanos: incident.nanos,
      nowMs,
      document: JSON.stringify(incident.document),
    })
    if (changes === 0) return
    for (const address of addressesOf(incident)) addAddress.run(address, lastInsertRowid)
    addWords.run(lastInsertRowid, wordsOf(incident))
  }
}
