/** For vitest's `setupFiles`: what the tests of a process started ends with it, also when the run is cut or killed. */
import { inject } from 'vitest'
import { commandLine, descendants, endAll } from './processes'
import { removeRun } from './run-folder'

/** Those of the process itself: what the tests start comes later. */
const own = descendants(process.pid)

/**
 * What the tests of this process have started and not ended. esbuild serves all files of a process, and ends with it; a
 * process that only waits for its parent has no command.
 */
export function started(): number[] {
  return descendants(process.pid).filter(pid => {
    const command = commandLine(pid)
    return !own.includes(pid) && command !== '' && !command.includes('\0--service=')
  })
}

const folder = inject('runFolder')
/** vitest's main process is gone. It would end this one, which does not notice, and remove what the run made. */
function endWithTheRun(): void {
  endAll(started)
  removeRun(folder)
  process.kill(process.pid, 'SIGKILL')
}
/** vitest ends this process by SIGTERM, a terminal the whole run by SIGINT. */
function endWithItsChildren(): void {
  endAll(started)
  process.kill(process.pid, 'SIGKILL')
}
// Files share the process, and with it the listeners.
if (!process.listeners('disconnect').some(({ name }) => name === endWithTheRun.name)) {
  process.on('disconnect', endWithTheRun)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, endWithItsChildren)
}
