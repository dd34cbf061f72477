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

/** Milliseconds until the library is looked for again where it is missing. */
const LOOK_AGAIN_MS = 60_000

interface ZmqParts {
  readonly problem: () => string | undefined
  readonly begin: () => Supervised
  readonly lookAgainMs: number
}

/** `parts`: for tests. */
export function followZmq(
  where: Places,
  log: Log,
  {
    problem: problemOf = zmqProblem,
    begin = () => supervise({ name: '0MQ', start: () => startProgram('zmq') }, log),
    lookAgainMs = LOOK_AGAIN_MS,
  }: Partial<ZmqParts> = {},
): { stop(): Promise<void> } {
  const settings = openSettings(where)
  let part: Supervised | undefined
  let stopped = false
  let reported = false
  let looking: NodeJS.Timeout | undefined

  async function follow(): Promise<void> {
    const zmq = usable(await settings.read(), 'zmq')
    clearTimeout(looking)
    if (zmq === undefined || stopped) return
    if (!usesZmq(zmq)) {
      await part?.stop()
      part = undefined
      return
    }
    const problem = problemOf()
    if (problem !== undefined) {
      if (!reported) log.warn(problem)
      reported = true
      looking = setTimeout(onChange, lookAgainMs)
    } else part ??= begin()
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
      clearTimeout(looking)
      watch.close()
      await part?.stop()
    },
  }
}
