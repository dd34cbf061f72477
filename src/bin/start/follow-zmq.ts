/** The program for 0MQ beside the others: it runs only while the INI names an address for it. */
import type { Log } from '../../domain/log'
import { usable } from '../../domain/settings/reading'
import { usesZmq } from '../../domain/settings/settings'
import { watchFile } from '../../io/files/watch-file'
import { zmqProblem } from '../../io/watch/zmq-library'
import type { Places } from '../../wire/places'
import { openSettings } from '../../wire/settings'
import { startProgram } from './start-program'
import { type Supervised, supervise } from './supervise'

export function followZmq(where: Places, log: Log): { stop(): Promise<void> } {
  const settings = openSettings(where)
  let part: Supervised | undefined
  let stopped = false
  let reported = false

  async function follow(): Promise<void> {
    const zmq = usable(await settings.read(), 'zmq')
    if (zmq === undefined || stopped) return
    if (!usesZmq(zmq)) {
      await part?.stop()
      part = undefined
      return
    }
    const problem = zmqProblem()
    if (problem !== undefined) {
      if (!reported) log.warn(problem)
      reported = true
    } else part ??= supervise({ name: '0MQ', start: () => startProgram('zmq') }, log)
  }

  /** Changes are followed one after the other: the program may still be ending at the next one. */
  let followed = Promise.resolve()
  const onChange = () => {
    followed = followed.then(follow)
  }
  const watch = watchFile(where.ini, onChange)
  onChange()
  return {
    stop: async () => {
      stopped = true
      watch.close()
      await part?.stop()
    },
  }
}
