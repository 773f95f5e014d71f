// What a field may hold, and the two shapes of a whole event outside the hot path.

export type Scalar = string | number | boolean
export type Value = Scalar | null | readonly Scalar[]

/** An event as flat dotted names. `@timestamp` is RFC 3339; absent fields are left out, never null. */
export type EventDocument = Readonly<Record<string, Value>>

/** The same as nested ECS JSON: what people, stores and other products see. */
export interface NestedDocument {
  readonly [name: string]: Value | NestedDocument | readonly NestedDocument[]
}
