// How long those that drive the others in time wait: before they try again, and for the end of what is under way.

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Whoever was just answered may go on first. */
export const letOthersAct = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Waits for the end of what is under way, however long that takes; when patience is over, `giveUp` is to bring it about. */
export async function endWithin(underWay: Promise<void>, patienceMs: number, giveUp: () => void): Promise<void> {
  const patience = setTimeout(giveUp, patienceMs)
  await underWay
  clearTimeout(patience)
}
