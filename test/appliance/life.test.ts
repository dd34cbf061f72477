import { afterAll, afterEach, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { configure, INI, install, SERVICES, untilUp, zoneWithoutDueSlot } from './appliance'
import { Machine } from './machine'
import { type Receiver, startReceiver } from './receiver'
import { run } from './run'

const PASSWORD = 'correct horse battery staple'

// The same machine from its first installation to the last trace of it: each test goes on where the one before ended.
describe.skipIf(inject('cannotRun'))('the life of an appliance', () => {
  let machine: Machine
  let receiver: Receiver
  /** The distribution's own server, before we came. */
  let foreignRedis: string

  beforeAll(async () => {
    receiver = await startReceiver()
    machine = new Machine(inject('root'))
    await machine.boot()
    await machine.sh(`ln -sf /usr/share/zoneinfo/${zoneWithoutDueSlot(Date.now())} /etc/localtime`)
    // Until the boot has started the server, its state would differ without any act of ours.
    await vi.waitFor(() => machine.sh('systemctl is-active valkey-server'), {
      timeout: 30_000,
      interval: 200,
    })
    foreignRedis = await foreignRedisState()
  })

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') console.log(await machine.journal())
  })

  afterAll(async () => {
    await machine?.destroy()
    receiver?.close()
  })

  const foreignRedisState = () =>
    machine.sh(
      'systemctl show valkey-server -p ActiveState -p UnitFileState -p MainPID; sha256sum /etc/valkey/valkey.conf',
    )
  const mainPid = async (unit: string) =>
    Number(await machine.sh(`systemctl show ${unit} -p MainPID --value`))

  /** A heartbeat that somebody asks for goes the whole way; a press soon after another is the same one. */
  async function heartGoesThrough(): Promise<void> {
    const before = receiver.heartbeats.length
    const press = async () => {
      await machine.sh('intvlm8r heartbeat')
      expect(receiver.heartbeats.length).toBeGreaterThan(before)
    }
    await vi.waitFor(press, { timeout: 30_000, interval: 1_000 })
  }

  test('an installation starts every organ', async () => {
    await install(machine, inject('packages').previous)
    await untilUp(machine)
    expect(await machine.sh('systemctl --failed --no-legend')).toBe('')
    expect(await machine.sh('systemctl is-enabled intvlm8r-boot.service')).toBe('enabled')
  })

  test('the distribution’s own Redis service is left alone', async () => {
    expect(await foreignRedisState()).toBe(foreignRedis)
  })

  test('nothing of ours runs as root, and its Redis has no TCP port', async () => {
    for (const service of SERVICES) {
      expect(await machine.sh(`ps -o user= -p ${await mainPid(service)}`)).toBe('intvlm8r')
    }
    const redis = await mainPid('intvlm8r-redis')
    expect(await machine.sh(`nsenter --target ${redis} --net ss --listening --tcp --udp --no-header`)).toBe(
      '',
    )
  })

  test('the INI is made from the example, for the appliance alone to read', async () => {
    expect(await machine.sh(`stat -c '%U:%G %a' ${INI}`)).toBe('intvlm8r:intvlm8r 600')
    const example = await machine.sh('cat /usr/lib/intvlm8r-heartbeat/intvlm8r.example.ini')
    expect(await machine.sh(`cat ${INI}`)).toBe(example)
  })

  test.each([...SERVICES, 'intvlm8r-tick', 'intvlm8r-boot'])(
    'systemd rates the exposure of %s at 1.5 or better',
    async unit => {
      await machine.sh(`systemd-analyze security --threshold=15 ${unit}.service`)
    },
  )

  test('systemd finds no fault in the units', async () => {
    const units = '/usr/lib/systemd/system/intvlm8r-*'
    const { code, stdout, stderr } = await machine.try(`systemd-analyze verify --man=no ${units}`)
    expect({ code, output: stdout + stderr }).toEqual({ code: 0, output: '' })
  })

  test('the page answers on the network, and the door of the tick does not', async () => {
    const page = await fetch(`http://${machine.address}:8080/healthz`)
    expect(page.status).toBe(200)
    const door = await fetch(`http://${machine.address}:8080/heartbeat`)
    expect(door.status).toBe(403)
  })

  test('a password is chosen and a heartbeat sent from the shell', async () => {
    await machine.sh(`printf '%s\\n%s\\n' '${PASSWORD}' '${PASSWORD}' | intvlm8r set-password`)
    expect(await machine.sh('find /var/lib/intvlm8r ! -user intvlm8r')).toBe('')
    await configure(machine, {
      heartbeatfrequency: 60,
      heartbeaturl: `http://${machine.hostAddress}:${receiver.port}/ping`,
    })
    await machine.sh('intvlm8r config check')
    await heartGoesThrough()
    expect(await machine.sh('cat /var/lib/intvlm8r/hbresults.txt')).toMatch(
      /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \(200\)$/,
    )
    await machine.sh('intvlm8r status')
  })

  test('an owner without sudo is told to use it, and not to change whose the state is', async () => {
    await machine.sh('id owner >/dev/null 2>&1 || useradd owner')
    for (const command of ['status', 'heartbeat', 'checks', 'config check']) {
      const { code, stdout, stderr } = await machine.try(`runuser -u owner -- intvlm8r ${command}`)
      expect({ code, stdout, stderr }).toEqual({
        code: 1,
        stdout: '',
        stderr: `intvlm8r: /var/lib/intvlm8r is only for the appliance and for root. Type: sudo intvlm8r ${command}\n`,
      })
    }
  })

  test('status, typed by root, judges what the service can read', async () => {
    await machine.sh(`chown root: ${INI}`)
    const { code, stdout } = await machine.try('intvlm8r status')
    await machine.sh(`chown intvlm8r: ${INI}`)
    expect(code).toBe(1)
    expect(stdout).toMatch(/^BAD +Settings \(INI\) .* may not be read by this user/m)
    await machine.sh('intvlm8r status')
  })

  test('an upgrade keeps the INI, the history and the password, and restarts the organs', async () => {
    const state = () => machine.sh('cd /var/lib/intvlm8r && sha256sum intvlm8r.ini hbresults.txt')
    const history = () =>
      machine.sh("valkey-cli -s /var/lib/intvlm8r/redis/redis.sock --scan --pattern '*:now-*' | sort")
    const before = {
      state: await state(),
      history: await history(),
      pid: await mainPid('intvlm8r-web'),
    }
    await install(machine, inject('packages').current)
    await untilUp(machine)
    expect(await state()).toBe(before.state)
    expect(before.history).not.toBe('')
    expect(await history()).toBe(before.history)
    expect(await mainPid('intvlm8r-web')).not.toBe(before.pid)
    const { version } = await import('../../package.json')
    expect(await machine.sh('intvlm8r version')).toContain(version)
    await heartGoesThrough()
  })

  test.each(SERVICES)('systemd heals %s after kill -9', async service => {
    const killed = await mainPid(service)
    await machine.sh(`kill -9 ${killed}`)
    await vi.waitFor(async () => expect([0, killed]).not.toContain(await mainPid(service)), {
      timeout: 20_000,
      interval: 100,
    })
    await untilUp(machine)
    await heartGoesThrough()
  })

  describe('with a watchdog of six seconds', () => {
    beforeAll(async () => {
      await machine.sh(`for unit in web worker; do
        mkdir -p /run/systemd/system/intvlm8r-$unit.service.d
        printf '[Service]\\nWatchdogSec=6s\\n' > /run/systemd/system/intvlm8r-$unit.service.d/watchdog.conf
      done; systemctl daemon-reload; systemctl restart intvlm8r-web intvlm8r-worker`)
    })

    afterAll(async () => {
      await machine.sh(`rm -r /run/systemd/system/intvlm8r-*.service.d
        systemctl daemon-reload; systemctl restart intvlm8r-web intvlm8r-worker`)
    })

    /** The result of a service's last run, once it was started again. */
    const restartOf = (service: string, frozen: number) =>
      vi.waitFor(
        async () => {
          expect([0, frozen]).not.toContain(await mainPid(service))
          return machine.sh(`journalctl -u ${service} -o cat --since -60s | grep -c 'watchdog'`)
        },
        { timeout: 30_000, interval: 200 },
      )

    test.each(['intvlm8r-web', 'intvlm8r-worker'])('a frozen %s is replaced', async service => {
      const frozen = await mainPid(service)
      await machine.sh(`kill -STOP ${frozen}`)
      expect(Number(await restartOf(service, frozen))).toBeGreaterThan(0)
      await untilUp(machine)
      await heartGoesThrough()
    })

    test('neither is replaced while it works', async () => {
      const pids = () => Promise.all(SERVICES.map(mainPid))
      const before = await pids()
      await machine.sh('sleep 10')
      expect(await pids()).toEqual(before)
    })

    test('a worker that cannot reach Redis is not fed', async () => {
      const starved = await mainPid('intvlm8r-worker')
      await machine.sh('systemctl stop intvlm8r-redis')
      await restartOf('intvlm8r-worker', starved)
      await machine.sh('systemctl start intvlm8r-redis')
      await untilUp(machine)
      await heartGoesThrough()
    })
  })

  test('a reboot sends one heartbeat', async () => {
    // As after a night without power: the heartbeat of the present slot has not gone out yet.
    await machine.sh('valkey-cli -s /var/lib/intvlm8r/redis/redis.sock flushall')
    const before = receiver.heartbeats.length
    await machine.reboot()
    await receiver.moreThan(before)
    await untilUp(machine)
    await vi.waitFor(() => machine.sh('systemctl is-active intvlm8r-boot.service'), {
      timeout: 30_000,
      interval: 200,
    })
    expect(receiver.heartbeats.length).toBe(before + 1)
    await machine.sh('intvlm8r status')
  })

  test('a power cut in the middle of a write to the history does not keep Redis from starting', async () => {
    await machine.cutPower()
    // A file system returns zeros for a write that never reached the disk.
    run(
      'sh',
      '-c',
      `head -c 100 /dev/zero >> ${machine.root}/var/lib/intvlm8r/redis/appendonlydir/*.incr.aof`,
    )
    await machine.boot()
    await untilUp(machine)
    await heartGoesThrough()
  })

  test.each(['/var/lib/intvlm8r/redis', '/var/lib/intvlm8r'])(
    '%s of another card, where its user had another number, is taken over',
    async folder => {
      await machine.sh('systemctl stop intvlm8r-tick.timer intvlm8r-worker intvlm8r-web intvlm8r-redis')
      await machine.sh(`chown -R 4321:4321 ${folder}`)
      await machine.reboot()
      await untilUp(machine)
      await heartGoesThrough()
      expect(await machine.sh('find /var/lib/intvlm8r ! -user intvlm8r')).toBe('')
    },
  )

  test('a host name and a time zone that change are taken up without a restart', async () => {
    const statusAs = (host: string) =>
      machine.sh(`node -e "require('node:http').get({ port: 8080, path: '/healthz', headers: { host: '${host}' } },
        ({ statusCode }) => console.log(statusCode))"`)
    const pids = () => Promise.all(SERVICES.map(mainPid))
    const before = await pids()
    expect(await statusAs('in-the-field.local')).toBe('421')
    await machine.sh('hostname in-the-field')
    expect(await statusAs('in-the-field.local')).toBe('200')
    expect(await statusAs('appliance.local')).toBe('421')

    // Its minutes are the same, so that no slot becomes due.
    const other = { UTC: 'Etc/GMT-9', 'Asia/Kolkata': 'Australia/Darwin' }[zoneWithoutDueSlot(Date.now())]
    await machine.sh(
      `ln -s /usr/share/zoneinfo/${other} /etc/localtime.new && mv -T /etc/localtime.new /etc/localtime`,
    )
    await machine.sh('sleep 6')
    await heartGoesThrough()
    expect(await machine.sh('cut -c 1-13 /var/lib/intvlm8r/hbresults.txt')).toBe(
      await machine.sh("date '+%Y/%m/%d %H'"),
    )
    expect(await pids()).toEqual(before)
  })

  test('it goes on with redis-server where valkey-server is removed', async () => {
    await machine.sh('apt-get remove -y valkey-server && systemctl restart intvlm8r-redis')
    await untilUp(machine)
    // Until then its process is the shell that looks for it.
    await expect
      .poll(async () => await machine.sh(`ps -o comm= -p ${await mainPid('intvlm8r-redis')}`))
      .toContain('redis-server')
    await heartGoesThrough()
  })

  test('tab completion knows the commands', async () => {
    const words = await machine.sh(`bash -c 'source /usr/share/bash-completion/completions/intvlm8r
      COMP_WORDS=(intvlm8r "") COMP_CWORD=1; _intvlm8r; echo "\${COMPREPLY[@]}"'`)
    for (const word of words.split(' ').filter(word => !word.startsWith('-'))) {
      expect(await machine.sh(`intvlm8r ${word} --help`)).toContain(word)
    }
    expect(words).toContain('status')
  })

  test('a removal stops everything and keeps the state for a new installation', async () => {
    const state = () => machine.sh('cd /var/lib/intvlm8r && sha256sum intvlm8r.ini hbresults.txt')
    const before = await state()
    await machine.sh('apt-get remove -y intvlm8r-heartbeat')
    expect(await machine.sh('pgrep -u intvlm8r || true')).toBe('')
    expect(await machine.sh('ls -d /usr/lib/intvlm8r* /usr/bin/intvlm8r* /run/intvlm8r || true')).toBe('')
    expect(await state()).toBe(before)
    await install(machine, inject('packages').current)
    await untilUp(machine)
    expect(await state()).toBe(before)
    await heartGoesThrough()
  })

  test('a purge leaves nothing behind', async () => {
    await machine.sh('apt-get purge -y intvlm8r-heartbeat')
    const found = await machine.sh(
      `find / -xdev \\( -iname '*intvlm8r*' -o -iname 'heartbeat*' \\) -not -path '/proc/*' -not -path '/var/log/*'
       find /run -iname '*intvlm8r*' -o -name 'heartbeat*'
       getent passwd intvlm8r || true; getent group intvlm8r || true
       systemctl list-unit-files --no-legend 'intvlm8r*' 'heartbeat*' || true`,
    )
    expect(found).toBe('')
  })

  test('a purge empties a state folder that is a disk of its own', async () => {
    await machine.sh('mkdir /var/lib/intvlm8r && mount -t tmpfs none /var/lib/intvlm8r')
    await install(machine, inject('packages').current)
    await untilUp(machine)
    await machine.sh('apt-get purge -y intvlm8r-heartbeat')
    expect(await machine.sh('ls -A /var/lib/intvlm8r; getent passwd intvlm8r || true')).toBe('')
  })
})
