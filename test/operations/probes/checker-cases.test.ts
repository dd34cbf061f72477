import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished } from 'vitest'
import { type AlertingPlace, alertingTest as it } from '../../support/alerting-test'
import { allChecks } from '../../support/all-checks'
import { folderWith } from '../../support/folder'
import { openProbedWatch, startTarget } from '../../support/probed-watch'

const on = (clock: string) => Date.parse(`2026-11-20T${clock}Z`)

/** A TCP probe of each minute, like an entry of Checker's TCPServerChecker, whose target is down in these spans. */
async function watchTarget(
  place: AlertingPlace,
  options: string,
  downs: readonly (readonly [from: string, to: string])[],
  until: string,
) {
  const target = await startTarget()
  const ini = `[check.nas]\nprobe = tcp 127.0.0.1:${target.port}\nevery = minute\nchannels = hook\n${options}`
  const watch = await openProbedWatch(place, ini, on('11:58:00'))
  onTestFinished(async () => {
    await watch.close()
    await target.close()
  })
  const isDown = (at: number) => downs.some(([from, to]) => at >= on(from) && at < on(to))
  await watch.pass(on(until), minute => target.beUp(!isDown(minute)))
  expect(watch.errors).toEqual([])
  return watch
}

describe('as with Checker', () => {
  it('the mails of an outage come at the second failure and every five minutes, and none at its end (C9)', async ({
    place,
  }) => {
    const options = 'failuresbeforealert = 2\nreminders = 5m\nrecovery = off\n'
    const watch = await watchTarget(place, options, [['12:00:30', '12:20:30']], '12:40:00')
    expect(watch.alerts()).toEqual(['12:02 trigger', '12:07 reminder', '12:12 reminder', '12:17 reminder'])
  })

  it('with reminders = always, as of a job that mails every time, each failure from the second on is a mail', async ({
    place,
  }) => {
    const options = 'failuresbeforealert = 2\nreminders = always\nrecovery = off\n'
    const watch = await watchTarget(place, options, [['12:00:30', '12:05:30']], '12:10:00')
    const reminders = ['12:03 reminder', '12:04 reminder', '12:05 reminder']
    expect(watch.alerts()).toEqual(['12:02 trigger', ...reminders])
  })

  it('a change of state is a fifth failure in a row, and its end (C10)', async ({ place }) => {
    const options = 'failuresbeforealert = 5\nreminders = change\n'
    const downs = [
      ['12:00:30', '12:04:30'],
      ['12:30:30', '12:36:30'],
    ] as const
    const watch = await watchTarget(place, options, downs, '12:50:00')
    expect(watch.alerts()).toEqual(['12:35 trigger', '12:37 resolve'])
  })
})

/** Two jobs of one spawner that fail, and two that are well again: of each two, one mails every five minutes and one at changes. */
const JOBS = `import jobs.JobBase as JobBase
from jobs import JobSpawner

class Foo(JobSpawner.JobSpawner):
    class Server(JobBase.JobBase):
        def __init__(self, config, name, notify, ok):
            self.notify, self.ok = notify, ok
            super(Foo.Server, self).__init__(config, name, notify, ok)
        def executeEvery(self):
            return JobBase.JobFrequency.MINUTE
        def notifyOnFailureEvery(self):
            return self.notify
        def numberFailuresBeforeNotification(self):
            return JobBase.JobFailureCountMinimumBeforeNotification.TWO
        def execute(self):
            return self.ok
        def onFailure(self):
            return True
    def get_sub_jobs(self, config):
        yield self.Server(config, "ill", "5min", False)
        yield self.Server(config, "sick", "state_change", False)
        yield self.Server(config, "mended", "5min", True)
        yield self.Server(config, "healed", "state_change", True)
        yield self.Server(config, "ailing", "state_change", False)
        yield self.Server(config, "fleeting", "state_change", True)
`

/** A line of Checker's file of states. */
function stateOf(name: string, notify: string, ok: string, since: string, told: string, failures: number) {
  const id = Buffer.from(`<class 'jobs.Foo.Foo.Server'>|${name}|${notify}|${ok}`).toString('base64')
  const seconds = (clock: string) => (clock === '' ? '0' : String(on(clock) / 1000 + 0.1))
  return `${id}|Failing|${seconds(since)}|${seconds(told)}|${name}|${failures}\n`
}

it('an outage goes on over the move from Checker: since then, told once, and its end only where Checker tells it (C15)', async ({
  place,
}) => {
  const state = [
    stateOf('ill', '5min', 'False', '11:48:00', '11:57:30', 9),
    stateOf('sick', 'state_change', 'False', '11:50:00', '11:51:00', 8),
    stateOf('mended', '5min', 'True', '11:40:00', '11:41:00', 20),
    stateOf('healed', 'state_change', 'True', '11:40:00', '11:41:00', 20),
    // One failure each, which nobody was told of.
    stateOf('ailing', 'state_change', 'False', '11:58:00', '', 1),
    stateOf('fleeting', 'state_change', 'True', '11:58:00', '', 1),
  ]
  const folder = await folderWith({ 'jobs/Foo.py': JOBS, 'checker.state': state.join('') })
  const ini = `[check.checker]\nprobe = checker-job ${join(folder, 'jobs')}\nevery = minute\nchannels = hook\nstate = checker.state\n`
  const watch = await openProbedWatch(place, ini, on('11:59:00'), { folder })
  onTestFinished(() => watch.close())
  await watch.pass(on('11:59:00'))
  expect(watch.errors).toEqual([])

  const found = Object.fromEntries(
    (await allChecks(watch.web.store)).map(({ check, state: { status, since, consecutiveFailures } }) => [
      check.name.replace(/^checker\/Server\((\w+),.*$/, '$1'),
      [status, new Date(since).toISOString().slice(11, 19), consecutiveFailures],
    ]),
  )
  expect(found).toEqual({
    checker: ['up', '11:59:15', 0],
    ill: ['down', '11:48:00', 10],
    sick: ['down', '11:50:00', 9],
    mended: ['up', '11:59:15', 0],
    healed: ['up', '11:59:15', 0],
    ailing: ['down', '11:59:15', 2],
    fleeting: ['up', '11:59:15', 0],
  })
  const words = place.receiver.requests
    .map(({ body }) => JSON.parse(body) as { kind: string; name: string; since: string })
    .map(({ kind, name, since }) => `${kind} ${/\((\w+),/.exec(name)?.[1]} ${since}`)
  expect(words.sort()).toEqual([
    'resolve healed 2026-11-20T11:40:00.100Z',
    'trigger ailing 2026-11-20T11:59:15.000Z',
  ])

  // The reminders go on from the moment of the last mail.
  await watch.pass(on('12:04:00'))
  expect(watch.alerts().toSorted()).toEqual(['11:59 resolve', '11:59 trigger', '12:03 reminder'])
})

/** A job that notes each of its runs in the folder's file `runs`. */
const noting = (name: string, frequency: string, outcome = 'return True') => `from jobs import JobBase

class ${name}(JobBase.JobBase):
    def executeEvery(self):
        return JobBase.JobFrequency.${frequency}
    def execute(self):
        with open(__file__.rsplit("/", 2)[0] + "/runs", "a") as runs:
            runs.write("${name}\\n")
        ${outcome}
`

it('at midnight the jobs of each minute, hour and day run once each, and one that cannot run alerts once (C14, C16)', async ({
  place,
}) => {
  const folder = await folderWith({
    'jobs/Minute.py': noting('Minute', 'MINUTE'),
    'jobs/Hour.py': noting('Hour', 'HOUR'),
    'jobs/Day.py': noting('Day', 'DAY'),
    'jobs/Noon.py': noting('Noon', 'DAY_NOON'),
    'jobs/Throw.py': noting('Throw', 'MINUTE', 'raise ValueError("no more")'),
    'jobs/Bad.py': 'def broken(:\n',
    runs: '',
  })
  const runs = join(folder, 'runs')
  const counts = async () => {
    const names = (await readFile(runs, 'utf8')).split('\n').filter(Boolean)
    await writeFile(runs, '')
    return Object.fromEntries(
      [...new Set(names)].sort().map(name => [name, names.filter(each => each === name).length]),
    )
  }
  const ini = `[check.checker]\nprobe = checker-job ${join(folder, 'jobs')}\nevery = minute\nchannels = hook\n`
  const at = (hours: number, minutes: number) => new Date(2026, 10, 20, hours, minutes).getTime()
  const watch = await openProbedWatch(place, ini, at(23, 58), { folder })
  onTestFinished(() => watch.close())
  await watch.pass(at(23, 58))
  // Nobody knows when they ran last.
  expect(await counts()).toEqual({ Day: 1, Hour: 1, Minute: 1, Noon: 1, Throw: 1 })
  await watch.pass(at(24, 0))
  expect(await counts()).toEqual({ Day: 1, Hour: 1, Minute: 2, Throw: 2 })
  await watch.pass(at(24, 1))
  expect(await counts()).toEqual({ Minute: 1, Throw: 1 })
  expect(watch.errors).toEqual([])
  const subjects = place.receiver.requests.map(({ body }) => JSON.parse(body).subject as string)
  expect(subjects.sort()).toEqual(['[DOWN] checker/Bad.py', '[DOWN] checker/Throw'])
})
