// Inputs to the sensor in a thread of its own, which can be ended where it hangs.
import { parentPort, workerData } from 'node:worker_threads'
import { fuzzGuided, type GuidedTask } from './guided.ts'
import { fuzzSensor, type SensorTask } from './run.ts'

const task = workerData as SensorTask | GuidedTask
const tell = (report: object): void => parentPort!.postMessage(report)
if ('guidedSeconds' in task) fuzzGuided(task, tell)
else fuzzSensor(task, tell)
