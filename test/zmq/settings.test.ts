/** The program for 0MQ while its settings change. */
import { once } from 'node:events'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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

test('another word in its file counts at once, and a file that holds none leaves the old one', async () => {
  const home = await mkdtemp(join(tmpdir(), 'intvlm8r-zmq-'))
  const word = join(home, 'word')
  await writeFile(word, 'open-sesame\n')
  const receiver = await startReceiver('word = @word', home)
  onTestFinished(() => receiver.close())
  const id = await receiver.make('client/run')
  const send = (word: string, type: string) => push(receiver.ports.bind, frames(type, word, 'client', 'run'))
  const ended = once(receiver.process(), 'exit')
  await writeFile(word, '')
  await vi.waitFor(() => expect(receiver.log()).toContain('is asked for still'), PATIENCE)
  await send('open-sesame', 'SUCCEEDED')
  await vi.waitFor(async () => expect(await receiver.kinds(id)).toEqual(['success']), PATIENCE)

  await writeFile(word, 'open-barley\n')
  expect(await ended).toEqual([75, null])
  await receiver.start()
  await send('open-sesame', 'FAILED')
  await send('open-barley', 'FAILED')
  await vi.waitFor(async () => expect(await receiver.kinds(id)).toEqual(['success', 'fail']), PATIENCE)
  await vi.waitFor(async () => expect(await receiver.counted('word')).toBe(1), PATIENCE)
})
