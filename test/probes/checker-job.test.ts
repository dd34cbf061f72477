import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Look } from '../../src/domain/probes/look'
import { createRunJob } from '../../src/io/probes/run-job'
import { itIsAProber, type Looking, look } from '../contracts/prober'
import { folderWith } from '../support/folder'

const job = createRunJob({ socket: '', environment: { PATH: process.env.PATH ?? '' } })

/** A job of one class, in the way of Checker's own. */
const jobFile = (name: string, execute: string, more = '') => `from . import JobBase

class ${name}(JobBase.JobBase):
    def executeEvery(self):
        return JobBase.JobFrequency.MINUTE
    def notifyOnFailureEvery(self):
        return JobBase.JobFailureNotificationFrequency.EVERYFIVEMINUTES
    def numberFailuresBeforeNotification(self):
        return JobBase.JobFailureCountMinimumBeforeNotification.TWO
    def execute(self):
        ${execute}
    def onFailure(self):
        return self.sendEmail("${name} is broken", "Look at it", "admin@example.org")
${more}`

const SPAWNER = `import jobs.JobBase as JobBase
from jobs import JobSpawner

class Foo(JobSpawner.JobSpawner):
    class Server(JobBase.JobBase):
        def __init__(self, config, host, port):
            self.host = host
            super(Foo.Server, self).__init__(config, host, port)
        def executeEvery(self):
            return JobBase.JobFrequency.MINUTE
        def notifyOnFailureEvery(self):
            return JobBase.JobFailureNotificationFrequency.ONSTATECHANGE
        def execute(self):
            return self.host != "router"
        def onFailure(self):
            return True
    def get_sub_jobs(self, config):
        yield self.Server(config, "nas", 445)
        yield self.Server(config, "router", 80)
`

async function run(files: Readonly<Record<string, string>>, looking: Looking = {}): Promise<Look> {
  const folder = await folderWith(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`jobs/${name}`, text])),
  )
  return look('checker-job', join(folder, 'jobs'), { timeout: 20_000, tools: { job }, ...looking })
}

/** The parts by their names, without files that can be imported. */
function partsOf({ parts = [] }: Look) {
  return new Map(parts.filter(({ quiet }) => !quiet).map(part => [part.name, part]))
}

itIsAProber('checker-job', {
  success: [
    {
      when: 'the jobs ran, whatever their outcome',
      looking: async () => ({
        target: await folderWith({
          'Well.py': jobFile('Well', 'return True'),
          'Ill.py': jobFile('Ill', 'return False'),
        }),
        timeout: 20_000,
        tools: { job },
      }),
      detail: /^2 of 2 jobs in \/.* were due$/,
    },
  ],
  failure: [
    {
      when: 'the run broke off',
      looking: async () => ({
        target: await folderWith({ 'Well.py': jobFile('Well', 'return True') }),
        timeout: 20_000,
        tools: { job, programs: await folderWith({ 'checker-jobs.py': 'import os\nos.abort()\n' }) },
      }),
      detail: /^the run of the jobs in \/.* broke off$/,
    },
  ],
  blind: [
    {
      when: 'there is no Python',
      looking: async () => ({
        target: await folderWith(),
        tools: { job: createRunJob({ socket: '', environment: { PATH: '/nowhere' } }) },
      }),
      detail: 'python3 is not installed here',
    },
    {
      when: 'the folder is not to be seen',
      looking: async () => ({ target: '/srv/no-such-folder', tools: { job } }),
      detail: /^the jobs in \/srv\/no-such-folder cannot be read: FileNotFoundError: .*$/,
    },
    {
      when: 'the settings cannot be read',
      looking: async () => ({
        target: await folderWith(),
        settings: { config: await folderWith() },
        tools: { job },
      }),
      detail: /cannot be read: IsADirectoryError: .*$/,
    },
  ],
})

it('makes two jobs of a spawner, one of them down, which keep apart over a restart (C13)', async () => {
  const first = await run({ 'Foo.py': SPAWNER })
  const parts = partsOf(first)
  expect([...parts].map(([name, { answer }]) => [name, answer])).toEqual([
    ['Server(nas, 445)', 'success'],
    ['Server(router, 80)', 'failure'],
  ])
  const id = Buffer.from("<class 'jobs.Foo.Foo.Server'>|router|80").toString('base64')
  expect(parts.get('Server(router, 80)')?.about).toBe(`A job of Checker. Its id there: ${id}`)
  const again = await run({ 'Foo.py': SPAWNER })
  expect([...partsOf(again).values()].map(({ name, about }) => [name, about])).toEqual(
    [...parts.values()].map(({ name, about }) => [name, about]),
  )
})

it('runs all others on time, whatever one does (C14)', async () => {
  const seen = await run(
    {
      'Bad.py': 'def broken(:\n',
      'Slow.py': jobFile('Slow', 'import time; time.sleep(600)'),
      'Stuck.py': 'import time\ntime.sleep(600)\n',
      'Throw.py': jobFile('Throw', 'raise ValueError("no\\n more")'),
      'Exit.py': jobFile('Exit', 'import sys; sys.exit(3)'),
      'Kill.py': jobFile('Kill', 'import os; os.kill(os.getpid(), 9)'),
      'Well.py': jobFile('Well', 'return True'),
    },
    { settings: { joblimit: '2s' } },
  )
  expect(seen.answer).toBe('success')
  expect([...partsOf(seen)].map(([name, { answer, detail }]) => `${name} ${answer}: ${detail}`)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^Bad\.py failure: Bad\.py cannot be imported: SyntaxError: invalid syntax/),
      'Slow failure: did not end within 2 s, and was stopped',
      'Stuck.py failure: Stuck.py cannot be imported: its import did not end within 2 s',
      'Throw failure: ValueError: no more',
      'Exit failure: SystemExit: 3',
      'Kill failure: died without a result',
      'Well success: Well succeeded',
    ]),
  )
  expect(partsOf(seen).size).toBe(7)
})

it('a file that can be imported again ends its failure, and is no check otherwise', async () => {
  const bad = await run({ 'Foo.py': 'import no_such_module\n' })
  expect(bad.parts).toMatchObject([{ name: 'Foo.py', answer: 'failure' }])
  const well = await run({ 'Foo.py': SPAWNER })
  expect(well.parts?.[0]).toMatchObject({ name: 'Foo.py', answer: 'success', quiet: true })
})

it('alerts with the words of the mail that the job wanted, and with its habits', async () => {
  const seen = await run({ 'Ill.py': jobFile('Ill', 'print("seen"); return False'), 'Foo.py': SPAWNER })
  expect(partsOf(seen).get('Ill')).toMatchObject({
    answer: 'failure',
    detail: 'Ill is broken',
    output: 'Checker would have sent this to admin@example.org.\nLook at it\nseen',
    habits: { reminders: '5m', failuresBeforeAlert: 2, recovery: false },
  })
  expect(partsOf(seen).get('Server(nas, 445)')?.habits).toEqual({ reminders: 'change', recovery: true })
})

it('takes jobs of the old style, and gives them the settings of Checker', async () => {
  const folder = await folderWith({
    'settings.cfg': '[general]\nservername = shed\n[email]\npass=se#c ; ret%%\n',
    'jobs/JobBase.py': 'raise RuntimeError("Checker has its own, which is not needed")\n',
    'jobs/EmailChecker.py': 'raise RuntimeError("left out")\n',
    'jobs/Old.py': `import JobBase

class Old(JobBase.JobBase):
    def executeEvery(self):
        return JobBase.JobFrequency.MINUTE
    def notifyOnFailureEvery(self):
        return JobBase.JobFailureNotificationFrequency.EVERYTIME
    def execute(self):
        self.words = self.config.get('general', 'servername') + ' ' + self.config.get('email', 'pass')
        return False
    def onFailure(self):
        return self.sendEmail(self.words, '')
`,
  })
  const seen = await look('checker-job', join(folder, 'jobs'), { timeout: 20_000, tools: { job } })
  expect([...partsOf(seen).values()]).toMatchObject([
    { name: 'Old', detail: 'shed se#c ; ret%', habits: { reminders: 'always', recovery: false } },
  ])
  expect(seen.parts?.map(({ name }) => name)).toEqual(['Old.py', 'Old'])
})

describe('the frequency of a job', () => {
  const daily = jobFile('Daily', 'open(__file__ + ".ran", "a").write("x"); return True').replace(
    'MINUTE',
    'DAY_NOON',
  )
  const noon = new Date(2026, 10, 20, 12, 0, 5).getTime()
  const MINUTE = 60_000

  it('decides whether it runs, and those that wait are still there', async () => {
    const folder = await folderWith({ 'Daily.py': daily, 'Well.py': jobFile('Well', 'return True') })
    const at = (now: number, lastSuccess?: number) =>
      look('checker-job', folder, {
        now,
        timeout: 20_000,
        tools: { job },
        ...(lastSuccess !== undefined && { lastSuccess }),
      })
    const before = await at(noon - MINUTE, noon - 2 * MINUTE)
    expect([[...partsOf(before).keys()], before.kept]).toEqual([['Well'], ['Daily']])
    const due = await at(noon, noon - MINUTE)
    expect(partsOf(due).get('Daily')).toMatchObject({ answer: 'success', every: 'noon' })
    expect(due.kept).toEqual([])
    const after = await at(noon + MINUTE, noon)
    expect(after.kept).toEqual(['Daily'])
    expect(await readFile(join(folder, 'Daily.py.ran'), 'utf8')).toBe('x')
    // A run that was missed is made up for, and the first one has all.
    expect((await at(noon + 90 * MINUTE, noon - MINUTE)).kept).toEqual([])
    expect((await at(noon + 90 * MINUTE)).kept).toEqual([])
  })
})

it('what a job leaves behind holds nobody up', async () => {
  const seen = await run({
    'Left.py': jobFile('Left', 'import subprocess; subprocess.Popen(["sleep", "600"]); return True'),
  })
  expect(partsOf(seen).get('Left')?.answer).toBe('success')
})
