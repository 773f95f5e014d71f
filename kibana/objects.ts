// Everything that Kibana imports from us: what is referred to before what refers to it.
import { connection } from './connection.ts'
import { dataViews } from './data-views.ts'
import { overview } from './overview.ts'
import type { SavedObject } from './saved-object.ts'
import { searches } from './searches.ts'

export const objects: readonly SavedObject[] = [...dataViews, ...searches, overview, connection]
