// What Kibana imports: one saved object a line.

export interface Reference {
  readonly id: string
  readonly name: string
  readonly type: 'index-pattern' | 'search'
}

export interface SavedObject {
  readonly id: string
  readonly type: 'index-pattern' | 'search' | 'dashboard'
  readonly attributes: Readonly<Record<string, unknown>>
  readonly references: readonly Reference[]
}

/**
 * The versions whose shape the attributes have. Kibana takes what is as old as itself or older and brings it up to
 * date: these are the oldest that know everything we write, so that 8.19 and 9 both take the files.
 */
const typeVersions: Readonly<Record<SavedObject['type'], string>> = {
  'index-pattern': '8.0.0',
  search: '8.0.0',
  dashboard: '8.9.0',
}

const coreVersion = '8.8.0'

/** `managed`: Kibana asks whoever wants to change one to make a copy first, and the copy is never written over. */
export const toNdjson = (objects: readonly SavedObject[]): string =>
  objects
    .map((object) => ({
      ...object,
      managed: true,
      coreMigrationVersion: coreVersion,
      typeMigrationVersion: typeVersions[object.type],
    }))
    .map((object) => `${JSON.stringify(object)}\n`)
    .join('')
