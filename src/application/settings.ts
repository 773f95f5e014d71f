// What a deployment tells about its own logins: `app.login` of the config, beside the shapes that are built in.

/**
 * Path into the decoded message → what must stand there; `*` is anything but null. Paths are dotted, with numbers for
 * elements of an array: `data.kind`, `1.user`. All must hold; a match without paths never holds.
 */
export type MessageMatch = Readonly<Record<string, string | number | boolean>>

export interface LoginPattern {
  readonly request: {
    readonly match: MessageMatch
    /** Path of the user's name. */
    readonly user?: string | undefined
  }
  readonly success: { readonly match: MessageMatch }
  readonly failure: { readonly match: MessageMatch }
  readonly logout?: { readonly match: MessageMatch } | undefined
}

export interface ApplicationSettings {
  /** Tried before the built-in shapes. */
  readonly login: readonly LoginPattern[]
  /** Connections with a login under way or a known user; the one longest unchanged is forgotten. 100,000 unless said. */
  readonly maxConnections?: number
}
