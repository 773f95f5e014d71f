// Pieces of work → how long they took together, on the clock and in CPU time, which a busy machine changes little.

export class Stopwatch {
  ms = 0
  /** Of all threads: the collector's too. */
  cpuMs = 0

  time<Result>(work: () => Result): Result {
    const [cpu, startedAt] = [process.cpuUsage(), performance.now()]
    const result = work()
    this.ms += performance.now() - startedAt
    const { user, system } = process.cpuUsage(cpu)
    this.cpuMs += (user + system) / 1000
    return result
  }
}
