/** The program for 0MQ while its settings change. */
import { once } from 'node:events'
import { expect, onTestFinished, test, vi } from 'vitest'
import { freePort } from '../support/port'
import { frames, PATIENCE, push, startReceiver } from './receiver'

test('a new address ends the program in order, to be started again; any other change of the INI does not', async () => {
  const receiver = await startReceiver()
  onTestFinished(() => receiver.close())
  const id = await receiver.make('client/moved')
  const program = receiver.process()
  const ended = once(program, 'exit')
  await receiver.rewrite(ini => `${ini}\n[check.other]\nperiod = 1d\n`)
  await push(receiver.ports.bind, frames('SUCCEEDED', 'client', 'moved'))
  await vi.waitFor(async () => expect(await receiver.kinds(id)).toEqual(['success']), PATIENCE)
  expect(program.exitCode).toBeNull()

  const port = await freePort()
  await receiver.rewrite(ini => ini.replace(`:${receiver.ports.bind}\n`, `:${port}\n`))
  expect(await ended).toEqual([75, null])
  await receiver.start()
  await push(port, frames('FAILED', 'client', 'moved'))
  await vi.waitFor(async () => expect(await receiver.kinds(id)).toEqual(['success', 'fail']), PATIENCE)
})
