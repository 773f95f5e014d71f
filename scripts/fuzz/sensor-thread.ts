// Captures to the sensor in a thread of its own, which can be ended where it hangs.
import { parentPort, workerData } from 'node:worker_threads'
import { fuzzSensor, type SensorTask } from './sensor.ts'

fuzzSensor(workerData as SensorTask, (report) => parentPort!.postMessage(report))
