import { chmod, chown } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createFindProgram } from '../../src/io/probes/owners-program'
import { createRunJob } from '../../src/io/probes/run-job'
import { itIsAProber, look } from '../contracts/prober'
import { folderWith } from '../support/folder'

/** Jobs that run directly, with an environment of their own. */
const job = createRunJob({ socket: '', environment: { PATH: process.env.PATH ?? '', GREETING: 'hello' } })
const command = (target: string) => async () => ({ target, tools: { job } })

itIsAProber('command', {
  success: [
    {
      when: 'it exits with 0',
      looking: command("sh -c 'echo one; echo all is well'"),
      detail: 'sh succeeded: all is well',
    },
    { when: 'it has nothing to report', looking: command('true'), detail: 'true succeeded' },
    {
      when: 'it reports on several things, of which one fails',
      looking: command(`printf 'nas\\tok\\tfine\\nrouter\\tfail\\tno answer\\n'`),
      detail: 'printf reported on 2',
    },
    {
      when: 'a blank stands in a word',
      looking: command(`printf %s "a  b" '' c\\ d`),
      detail: 'printf succeeded: a bc d',
    },
  ],
  failure: [
    {
      when: 'it exits with another code',
      looking: command("sh -c 'echo out; echo it is broken >&2; exit 3'"),
      detail: 'sh ended with exit code 3: it is broken',
    },
    {
      when: 'it is ended by a signal',
      looking: command("sh -c 'kill -9 $$'"),
      detail: 'sh was ended by SIGKILL',
    },
  ],
  blind: [
    {
      when: 'there is no such program',
      looking: command('no-such-program --now'),
      detail: 'no-such-program is not installed here',
    },
    {
      when: 'it could not look itself',
      looking: command("sh -c 'echo no bus; exit 75'"),
      detail: 'sh ended with exit code 75: no bus',
    },
  ],
  silent: async () => ({ target: 'sleep 60', tools: { job } }),
})

it('has no environment of the appliance', async () => {
  process.env.INTVLM8R_SECRET = 'secret'
  try {
    const seen = await look('command', 'env', { tools: { job } })
    expect(seen.output).toContain('GREETING=hello')
    expect(seen.output).not.toContain('INTVLM8R')
  } finally {
    delete process.env.INTVLM8R_SECRET
  }
})

it('returns the exit code of the program, and how long it ran', async () => {
  const seen = await look('command', "sh -c 'sleep 0.2; exit 3'", { tools: { job } })
  expect(seen.exitCode).toBe(3)
  expect(seen.ran).toBeGreaterThanOrEqual(200)
  expect((await look('command', 'true', { tools: { job } })).exitCode).toBe(0)
  expect((await look('command', "sh -c 'kill -9 $$'", { tools: { job } })).exitCode).toBeUndefined()
})

it('returns the parts with their details, also where the run itself fails', async () => {
  const script = `sh -c "printf 'nas\\tok\\tfine\\nno part\\nrouter\\tFAIL\\n\\tok\\todd\\nups\\tblind\\tno cable\\n'; exit 1"`
  const seen = await look('command', script, { tools: { job } })
  expect(seen.answer).toBe('failure')
  expect(seen.parts).toEqual([
    { name: 'nas', answer: 'success', detail: 'fine' },
    { name: 'router', answer: 'failure', detail: 'reported as fail' },
    { name: 'ups', answer: 'blind', detail: 'no cable' },
  ])
})

it('makes no part of half a line, and warns, when the output was too long', async () => {
  const script = `sh -c "printf 'nas\\tok\\t'; head -c 70000 /dev/zero | tr '\\0' x; printf '\\tok\\tlong\\nlast\\tok\\tfine\\n'"`
  const seen = await look('command', script, { tools: { job } })
  expect(seen.parts).toEqual([{ name: 'last', answer: 'success', detail: 'fine' }])
  expect(seen.warning).toBe('its output is too long, and the beginning was not read')
})

describe.skipIf(process.getuid?.() !== 0)('a program of /etc/intvlm8r/jobs.d', () => {
  const JOB = 'etc/intvlm8r/jobs.d/check-it'

  async function machine(mode: number, owner = 0): Promise<string> {
    const root = await folderWith({ [JOB]: '#!/bin/sh\necho from the folder\n' })
    await chmod(join(root, JOB), mode)
    await chown(join(root, JOB), owner, 0)
    return root
  }

  it("is run by its name where it is root's alone", async () => {
    const seen = await look('command', 'check-it', {
      tools: { job, find: createFindProgram(await machine(0o755)) },
    })
    expect(seen).toMatchObject({ answer: 'success', detail: 'check-it succeeded: from the folder' })
  })

  it.each([
    ['others may write to it', 0o777, 0],
    ['its group may', 0o775, 0],
    ['it is not owned by root', 0o755, 1000],
  ])('is not run where %s', async (_when, mode, owner) => {
    const root = await machine(mode, owner)
    expect(await look('command', 'check-it', { tools: { job, find: createFindProgram(root) } })).toEqual({
      answer: 'blind',
      detail: `${join(root, JOB)} is not run: it and its folder have to be root's, and nobody else may write to them`,
    })
  })

  it('is not run where others may write to the folder', async () => {
    const root = await machine(0o755)
    await chmod(join(root, JOB, '..'), 0o777)
    expect(
      await look('command', 'check-it', { tools: { job, find: createFindProgram(root) } }),
    ).toMatchObject({ answer: 'blind' })
  })
})
