import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { INI, install, untilUp } from './appliance'
import { Machine } from './machine'

/** A device of the machine that swallows everything, and an address behind it. */
const SWALLOWING =
  'ip link add swallow type veth peer name nowhere && ip address add 10.99.0.1/24 dev swallow && ip link set swallow up && ip link set nowhere up'
const SILENT = '10.99.0.2'

/** A container's /proc/sys is read-only, so that its systemd passes over the package's file; a fresh /proc is not. */
const APPLY_SYSCTL = `mkdir -p /run/fresh-proc && mount -t proc proc /run/fresh-proc
  sed -n 's/^net.ipv4.ping_group_range = //p' /usr/lib/sysctl.d/60-intvlm8r-heartbeat.conf > /run/fresh-proc/sys/net/ipv4/ping_group_range`

describe.skipIf(inject('cannotRun'))('probes under the hardened units', () => {
  let machine: Machine

  beforeAll(async () => {
    machine = new Machine(inject('root'))
    await machine.boot()
    await install(machine, inject('packages').current)
    await untilUp(machine)
    await machine.sh(APPLY_SYSCTL)
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

  test('root takes over a Checker from a home that the appliance may not read: its jobs run, and an outage goes on', {
    timeout: 150_000,
  }, async () => {
    const id = Buffer.from("<class 'jobs.Ill.Ill'>").toString('base64')
    await machine.sh(`mkdir -p /home/pi/checker/jobs && cd /home/pi/checker && chmod 700 /home/pi
      for name in Ill Well; do printf '%s\\n' 'from . import JobBase' "class $name(JobBase.JobBase):" \
        '  def executeEvery(self): return JobBase.JobFrequency.MINUTE' \
        "  def execute(self): return self.config.get('general', 'servername') == '$name'" > jobs/$name.py; done
      sed -i "s/== 'Well'/== 'attic'/" jobs/Well.py
      printf '%s\\n' '[general]' servername=attic alertcontact=me@example.org '[email]' nomail=yes > settings.cfg
      echo '${id}|Failing|1795832505.1|1795832565.1|Ill|3' > state
      chmod -R go= .`)
    const script = 'cd /home/pi/checker && intvlm8r config import settings.cfg --jobs jobs --state state'
    const { code, stdout } = await machine.try(script)
    expect(stdout).toContain(
      'The appliance cannot read /home/pi/checker/jobs: its jobs run from /var/lib/intvlm8r/checker/jobs.',
    )
    expect(stdout).toMatch(/Took over: that Ill is failing since .* \(3 in a row\), told last at /)
    expect(code).toBe(0)
    const owners = await machine.sh(
      "cd /var/lib/intvlm8r && find checker checker.state intvlm8r.ini ! -user intvlm8r -o -type f -perm /077 | grep -v '^intvlm8r.ini$' || true",
    )
    expect(owners).toBe('')
    expect((await machine.try(script)).stdout).toContain('has the same already.')
    await vi.waitFor(
      async () =>
        expect(await statuses()).toEqual({ checker: 'up', 'checker/Ill': 'down', 'checker/Well': 'up' }),
      { timeout: 120_000, interval: 2_000 },
    )
    const shown = JSON.parse((await machine.try('intvlm8r check show checker/Ill --json')).stdout)
    expect(shown.history.flips).toMatchObject([
      { to: 'down', reason: 'failure', at: new Date(1_795_832_505_100).toISOString() },
    ])
    await machine.sh(`sed -i '/^\\[check.checker\\]/,$d' ${INI}`)
    await vi.waitFor(async () => expect(await statuses()).toEqual({}), { timeout: 60_000, interval: 1_000 })
  })

  test('ping works, without privileges, for the service that may do next to nothing', {
    timeout: 120_000,
  }, async () => {
    await machine.sh(SWALLOWING)
    const checks = [
      `[check.host]\nprobe = ping ${machine.hostAddress}\nevery = 10s`,
      `[check.silent]\nprobe = ping ${SILENT}\nevery = 10s\ntimeout = 5s`,
      '[check.clock]\nprobe = clock\nevery = 10s',
      `[check.port]\nprobe = tcp 127.0.0.1:1\nevery = 10s`,
    ]
    await machine.sh(`cat >> ${INI} <<'END'\n${checks.join('\n')}\nEND`)
    await vi.waitFor(
      async () => {
        const { clock, ...others } = await statuses()
        expect(others).toEqual({ host: 'up', silent: 'down', port: 'down' })
        // No time service runs in there, but the question is answered.
        expect(clock).toMatch(/^(up|down)$/)
      },
      { timeout: 90_000, interval: 1_000 },
    )
  })
})
