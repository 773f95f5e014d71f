// What an analyst did with an incident → the notes that it leaves.
import type { IncidentStatus } from '../incident/incident.ts'
import type { IncidentUpdate } from './store.ts'

export interface NewNote {
  readonly author: string
  readonly text: string
}

/** A change of status leaves a note too: who reads the incident later sees when, and by whom. */
export function notesOf(before: IncidentStatus, { status, note }: IncidentUpdate): readonly NewNote[] {
  const notes: NewNote[] = []
  if (status !== undefined && status !== before) {
    notes.push({ author: note?.author ?? 'tripline', text: `Status: ${before} → ${status}` })
  }
  if (note) notes.push({ author: note.author, text: note.text })
  return notes
}
