// Texts to the compiler in a thread of its own, which can be ended where it hangs.
import { parentPort, workerData } from 'node:worker_threads'
import { type CompileTask, fuzzCompile } from './compile.ts'

fuzzCompile(workerData as CompileTask, (report) => parentPort!.postMessage(report))
