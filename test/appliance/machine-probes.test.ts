import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { INI, install, untilUp } from './appliance'
import { Machine } from './machine'

const JOBS = '/var/lib/intvlm8r/checker/jobs'
const ZONE = '/sys/class/thermal/thermal_zone0'

/** Jobs of a Checker: one is well, one is not. */
const SPAWNER = `import JobBase, JobSpawner
class Foo(JobSpawner.JobSpawner):
    class Each(JobBase.JobBase):
        def __init__(self, config, which):
            self.which = which
            super().__init__(config, which)
        def executeEvery(self):
            return JobBase.JobFrequency.MINUTE
        def execute(self):
            return self.which == "one"
    def get_sub_jobs(self, config):
        yield self.Each(config, "one")
        yield self.Each(config, "two")
`

/** Sections of checks by their names. Twenty units every five seconds would be most of the load of a busy machine. */
const CHECKS: Readonly<Record<string, string>> = {
  cool: 'probe = temperature cpu-thermal',
  memory: 'probe = memory',
  load: 'probe = load\nlimit = 99999',
  root: 'probe = disk /\nfree = 1\ninodes = 0',
  state: 'probe = disk /var/lib\nfree = 1\ninodes = 0',
  newest: 'probe = files /srv/photos/**/*.jpg\nnewest = 1h',
  home: 'probe = files /home/pi/photos/*.jpg\nnewest = 1h\nblindafter = 10s',
  journal: 'probe = unit systemd-journald',
  ran: 'probe = unit ran\nstate = succeeded',
  failed: 'probe = unit failed\nstate = succeeded',
  missing: 'probe = unit no-such-unit',
  parts: String.raw`probe = command printf 'one\tok\tfine\ntwo\tfail\tbroken\n'`,
  own: 'probe = command check-it',
  group: `probe = command sh -c 'grep intvlm8r-job@ /proc/self/cgroup'`,
  secret: `probe = command sh -c '! cat ${INI} && ! cat /run/intvlm8r/tick-secret'`,
  sacrificed: `probe = command sh -c 'test "$(cat /proc/self/oom_score_adj)" -ge 500'`,
  crowd: `probe = command sh -c 'for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do sleep 2 & done && wait'\ntimeout = 15s`,
  checker: `probe = checker-job ${JOBS}`,
  voltage: 'probe = throttled\nblindafter = 10s',
  heartbeats: 'probe = heartbeat\nblindafter = 10s',
  greedy: `probe = command sh -c 'head -c 400000000 /dev/zero | tail && sleep 600'\ntimeout = 15s`,
}

describe.skipIf(inject('cannotRun'))('probes of the machine itself, under the hardened units', () => {
  let machine: Machine

  beforeAll(async () => {
    machine = new Machine(inject('root'))
    await machine.boot()
    await machine.sh(`mount -t tmpfs none /sys/class && mkdir -p ${ZONE}
      echo cpu-thermal > ${ZONE}/type && echo 45678 > ${ZONE}/temp
      mkdir -p /srv/photos/2026 /home/pi/photos && touch /srv/photos/2026/a.jpg /home/pi/photos/a.jpg
      printf '[Service]\\nType=oneshot\\nRemainAfterExit=no\\nExecStart=true\\n' > /etc/systemd/system/ran.service
      printf '[Timer]\\nOnCalendar=yearly\\n' > /etc/systemd/system/ran.timer
      printf '[Service]\\nType=oneshot\\nExecStart=false\\n' > /etc/systemd/system/failed.service
      systemctl daemon-reload && systemctl start ran.timer && systemctl start ran; systemctl start failed || true`)
    await install(machine, inject('packages').current)
    await machine.sh(`printf '#!/bin/sh\\nid -un\\n' > /etc/intvlm8r/jobs.d/check-it
      chmod 755 /etc/intvlm8r/jobs.d/check-it`)
    await machine.sh(`mkdir -p ${JOBS} && cat > ${JOBS}/Foo.py <<'END'\n${SPAWNER}END
      echo 'def broken(:' > ${JOBS}/Bad.py`)
    await untilUp(machine)
  })

  afterAll(async () => {
    await machine?.destroy()
  })

  async function statuses(): Promise<Record<string, string>> {
    // Exit code 1: one of them is down.
    const { stdout } = await machine.try('intvlm8r checks --json')
    const { checks } = JSON.parse(stdout) as { checks: { name: string; status: string }[] }
    return Object.fromEntries(checks.map(({ name, status }) => [name, status]))
  }
  const pidOfWorker = () => machine.sh('systemctl show --value -p MainPID intvlm8r-worker')

  test('each sees what there is, and none claims more', { timeout: 150_000 }, async () => {
    const worker = await pidOfWorker()
    const every = (keys: string) => (/temperature/.test(keys) ? 5 : /blindafter/.test(keys) ? 10 : 20)
    const sections = Object.entries(CHECKS).map(
      ([name, keys]) => `[check.${name}]\n${keys}\nevery = ${every(keys)}s\n`,
    )
    await machine.sh(`cat >> ${INI} <<'END'\n${sections.join('')}\nEND`)
    await vi.waitFor(
      async () =>
        expect(await statuses()).toEqual({
          cool: 'up',
          memory: 'up',
          load: 'up',
          root: 'up',
          state: 'up',
          newest: 'up',
          home: 'blind',
          journal: 'up',
          ran: 'up',
          failed: 'down',
          missing: 'down',
          parts: 'up',
          'parts/one': 'up',
          'parts/two': 'down',
          own: 'up',
          group: 'up',
          secret: 'up',
          sacrificed: 'up',
          crowd: 'up',
          checker: 'up',
          'checker/Bad.py': 'down',
          'checker/Each(one)': 'up',
          'checker/Each(two)': 'down',
          voltage: 'blind',
          // Heartbeating is off.
          heartbeats: 'blind',
          greedy: 'down',
        }),
      { timeout: 120_000, interval: 2_000 },
    )
    // The greedy job took nobody with it.
    expect(await pidOfWorker()).toBe(worker)
  })

  test('a zone that gets hot is seen', { timeout: 60_000 }, async () => {
    await machine.sh(`echo 81000 > ${ZONE}/temp`)
    await vi.waitFor(async () => expect(await statuses()).toMatchObject({ cool: 'down' }), {
      timeout: 30_000,
      interval: 1_000,
    })
  })

  test('root looks by hand with the rights of the appliance', async () => {
    const { code, stdout } = await machine.try('intvlm8r check run own')
    expect([code, stdout]).toEqual([0, 'own: success\n  check-it succeeded: intvlm8r\n\nintvlm8r\n'])
    expect((await machine.try('intvlm8r check run group')).stdout).toMatch(/intvlm8r-job@/)
    expect((await machine.try('intvlm8r check run missing')).code).toBe(1)
  })

  test('jobs leave no line of systemd in the journal, and nothing behind', async () => {
    const lines = await machine.sh(
      "journalctl --no-pager -o cat -u 'intvlm8r-job@*' | grep -cE 'Started|Deactivated|Finished' || true",
    )
    expect(lines).toBe('0')
    const failed = await machine.sh("systemctl list-units --no-legend --state=failed 'intvlm8r-job@*'")
    expect(failed).toBe('')
  })
})
