// The fields that an event may have, for tests that want all of them.
import { schema } from '../../src/event/schema.ts'

export const schemaFields: readonly string[] = Object.keys(schema)
