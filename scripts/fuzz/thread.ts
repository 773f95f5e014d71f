// A task of fuzzing in a thread of its own, which can be ended where it hangs.
import { parentPort, workerData } from 'node:worker_threads'
import { fuzz, type Task } from './connector.ts'

fuzz(workerData as Task, (report) => parentPort!.postMessage(report))
