import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { configure, install, untilUp, zoneWithoutDueSlot } from './appliance'
import { Machine } from './machine'
import { run } from './run'

describe.skipIf(inject('cannotRun'))('an idle appliance', () => {
  let machine: Machine

  beforeAll(async () => {
    machine = new Machine(inject('root'))
    await machine.boot()
    await machine.sh(`ln -sf /usr/share/zoneinfo/${zoneWithoutDueSlot(Date.now())} /etc/localtime`)
    await install(machine, inject('packages').current)
    await untilUp(machine)
    await configure(machine, { heartbeatfrequency: 60, heartbeaturl: `http://${machine.hostAddress}:9/ping` })
  })

  afterAll(() => machine?.destroy())

  test('writes nothing to the disk for three minutes, ticks included, but for journald', {
    timeout: 260_000,
  }, async () => {
    const why = 'systemctl status --no-pager intvlm8r-tick.service; journalctl -b -n 50 --no-pager; exit 1'
    const tick = `systemctl start intvlm8r-tick.service || { ${why}; }`
    await machine.sh('sleep 10')
    await machine.sh('touch /run/since && sleep 1')
    await machine.sh(`${tick}; sleep 90; ${tick}; sleep 90`)
    expect(await machine.sh('grep -c . /run/intvlm8r/heartbeat.log')).toBe('1')
    const journal = 'journalctl -q -o cat -u intvlm8r-tick.service --since "@$(stat -c %Y /run/since)"'
    const lines = (await machine.sh(journal)).split('\n')
    // Two ticks of ours, and perhaps one of the timer.
    expect(lines.filter(line => !line.startsWith('nothing to do: '))).toEqual([])
    expect([2, 3]).toContain(lines.length)
    // The machine's own layer holds what it wrote to the disk, and nothing of its tmpfs.
    const since = Number(await machine.sh('stat -c %Y /run/since'))
    const changed = run('find', machine.written, '-newerct', `@${since}`, '-printf', '/%P\\n')
    expect(changed.split('\n').filter(path => path !== '' && !path.startsWith('/var/log/journal'))).toEqual(
      [],
    )
  })
})
