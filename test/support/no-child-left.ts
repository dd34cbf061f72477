/**
 * For vitest's `setupFiles`: no test leaves a child behind, whether it passes, fails, or is killed with the whole run. A
 * file whose children still run when it is over fails.
 */
import { afterAll, expect } from 'vitest'
import { commandLine, descendants } from './processes'

/** Those of the process itself: what the file starts comes later. */
const before = descendants(process.pid)
afterAll(async () => {
  // A child that was told to end may take a moment.
  for (let waited = 0; left().length > 0 && waited < 5_000; waited += 50)
    await new Promise(resolve => setTimeout(resolve, 50))
  const commands = left().map(commandLine)
  endChildren()
  expect(commands, 'the file leaves children behind').toEqual([])
})

/** vitest's main process is gone. It would end this one, which does not notice. */
function endWithTheRun(): void {
  endChildren()
  process.kill(process.pid, 'SIGKILL')
}
// Files share the process, and with it the listener.
if (!process.listeners('disconnect').some(({ name }) => name === endWithTheRun.name))
  process.on('disconnect', endWithTheRun)

/** esbuild serves all files of a process, and ends with it. A process that only waits for its parent has no command. */
function left(): number[] {
  return descendants(process.pid).filter(pid => {
    const command = commandLine(pid)
    return !before.includes(pid) && command !== '' && !command.includes('\0--service=')
  })
}

/** Stops each before it ends any, since what a process starts meanwhile would be nobody's. */
function endChildren(): void {
  const stopped = new Set<number>()
  for (let found = left(); found.some(pid => !stopped.has(pid)); found = left())
    for (const pid of found) {
      stopped.add(pid)
      signal(pid, 'SIGSTOP')
    }
  for (const pid of stopped) signal(pid, 'SIGKILL')
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // It has ended by itself.
  }
}
