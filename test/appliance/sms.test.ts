/** SMS by Debian's gammu from the installed appliance. Gammu's own dummy phone is the modem, and its log shows what went out. */
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { INI, install, untilUp } from './appliance'
import { Machine } from './machine'

const PHONE = '/var/lib/dummy-phone'

describe.skipIf(inject('cannotRun'))('SMS under the hardened units', () => {
  let machine: Machine

  beforeAll(async () => {
    machine = new Machine(inject('root'))
    await machine.boot()
    await install(machine, inject('packages').current)
    await untilUp(machine)
    // A modem is a device that its unit may write to; the dummy phone is a folder.
    await machine.sh(`install -d -o intvlm8r -g intvlm8r -m 700 ${PHONE}
      printf '[gammu]\\nmodel = dummy\\nconnection = none\\ndevice = ${PHONE}\\nlogfile = ${PHONE}/log\\nlogformat = textall\\n' >/etc/gammurc
      mkdir -p /run/systemd/system/intvlm8r-modem@.service.d
      printf '[Service]\\nReadWritePaths=${PHONE}\\n' >/run/systemd/system/intvlm8r-modem@.service.d/phone.conf
      systemctl daemon-reload`)
  })

  afterAll(async () => {
    await machine?.destroy()
  })

  const log = async () => (await machine.try(`cat ${PHONE}/log`)).stdout

  test('the message about an outage goes out from the worker by the modem, and that of its end', {
    timeout: 120_000,
  }, async () => {
    const channel = '[channel.phone]\nkind = sms\nto = +491701234567'
    const check = '[check.backup]\nname = Backup\nperiod = 1h\nchannels = phone'
    await machine.sh(`cat >> ${INI} <<'END'\n${channel}\n${check}\nEND`)
    await vi.waitFor(() => machine.sh('intvlm8r ping backup --fail'), { timeout: 30_000, interval: 500 })
    await vi.waitFor(async () => expect(await log()).toContain('[DOWN] Backup'), {
      timeout: 60_000,
      interval: 500,
    })
    expect(await log()).toMatch(
      /Entering GSM_SendSMS[\s\S]*Recipient number "\+491701234567"[\s\S]*\[DOWN\] Backup[\s\S]*Sent SMS on device/,
    )
    await machine.sh('intvlm8r ping backup')
    await vi.waitFor(async () => expect(await log()).toContain('[UP] Backup'), {
      timeout: 60_000,
      interval: 500,
    })
    // Neither root nor the worker's own unit ran it.
    expect(await machine.sh(`stat -c %U ${PHONE}/log`)).toBe('intvlm8r')
    expect(await machine.sh('systemctl show -p NAccepted --value intvlm8r-modem.socket')).toBe('2')
  })
})
