// The whole event behind a derived auth row, and behind a row whose user became known.
import type { Origin } from '../event/batch.ts'
import { ecsCategory } from '../event/category.ts'
import type { EventDocument, Value } from '../event/value.ts'
import type { Written } from '../event/written.ts'
import { isInherited } from './fields.ts'

export interface AuthFields {
  readonly action: 'login' | 'logout'
  readonly outcome: 'success' | 'failure' | 'unknown'
  readonly user: string | null
}

export const authOrigin = (parent: Origin, fields: AuthFields): Origin => ({
  isCompact: parent.isCompact ?? false,
  id: () => `${parent.id()}:auth`,
  document: () => authDocument(parent, fields),
})

function authDocument(parent: Origin, { action, outcome, user }: AuthFields): EventDocument {
  const document: Record<string, Value> = {}
  for (const [name, value] of Object.entries(parent.document())) {
    if (isInherited(name)) document[name] = value
  }
  document['event.id'] = `${parent.id()}:auth`
  document['event.kind'] = 'event'
  document['event.category'] = ecsCategory.auth!
  document['event.action'] = action
  document['event.outcome'] = outcome
  if (user !== null) document['user.name'] = user
  return document
}

export const userOrigin = (origin: Origin, user: string): Origin => ({
  isCompact: origin.isCompact ?? false,
  id: () => origin.id(),
  document: () => ({ ...origin.document(), 'user.name': user }),
  ...(origin.written && { written: () => learn(origin.written!(), { 'user.name': user }) }),
})

const learn = (written: Written, learned: EventDocument): Written => ({
  ...written,
  learned: { ...written.learned, ...learned },
})
