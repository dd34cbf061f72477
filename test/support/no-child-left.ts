/** For vitest's `setupFiles`: a file whose children still run when it is over fails, and they end. */
import { afterAll, expect } from 'vitest'
import { started } from './ends-with-its-run'
import { commandLine, endAll } from './processes'

afterAll(async () => {
  // A child that was told to end may take a moment.
  for (let waited = 0; started().length > 0 && waited < 5_000; waited += 50)
    await new Promise(resolve => setTimeout(resolve, 50))
  const commands = started().map(commandLine)
  endAll(started)
  expect(commands, 'the file leaves children behind').toEqual([])
})
