// How many bytes of requests may be held at once: beyond them, whoever comes is asked to come again.

export interface Room {
  /** Gives the bytes back when it is called; null where there is no room. One request alone always has room. */
  take(bytes: number): (() => void) | null
}

export function createRoom(most: number): Room {
  let held = 0
  return {
    take(bytes) {
      if (held > 0 && held + bytes > most) return null
      held += bytes
      let isHeld = true
      return () => {
        if (isHeld) held -= bytes
        isHeld = false
      }
    },
  }
}
