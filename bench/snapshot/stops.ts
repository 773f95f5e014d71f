// Pieces of work on one thread → how long each took: on the clock, and in CPU time of that thread, which a busy machine changes
// little.

export class Stops {
  ms = 0
  cpuMs = 0
  longestMs = 0
  longestCpuMs = 0

  time<Result>(work: () => Result): Result {
    const [cpu, startedAt] = [process.threadCpuUsage(), performance.now()]
    const result = work()
    const ms = performance.now() - startedAt
    const { user, system } = process.threadCpuUsage(cpu)
    const cpuMs = (user + system) / 1000
    this.ms += ms
    this.cpuMs += cpuMs
    this.longestMs = Math.max(this.longestMs, ms)
    this.longestCpuMs = Math.max(this.longestCpuMs, cpuMs)
    return result
  }
}
