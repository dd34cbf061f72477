import { join } from 'node:path'
import { expect, it } from 'vitest'
import { originalSenderIni } from '../../../src/io/heartbeat/original-sender'
import { fakePrograms } from '../../support/fake-programs'
import { folderWith } from '../../support/folder'

/** A systemd with these two units, whose answers are those of `systemctl show`. */
async function fakeUnits(timer: string, service: string): Promise<void> {
  await fakePrograms({
    systemctl: `case "$*" in
'show -p ActiveState -p UnitFileState heartbeat.timer') printf '${timer}';;
'show -p ExecStart heartbeat.service') printf '${service}';;
esac`,
  })
}

const startOf = (script: string) =>
  `ExecStart={ path=/usr/bin/python3 ; argv[]=/usr/bin/python3 -u ${script} ; ignore_errors=no }`

it.each([
  ['runs', 'active', 'disabled', true],
  ['will run after the next boot', 'inactive', 'enabled', true],
  ['does both', 'active', 'enabled', true],
  ['is out of service', 'inactive', 'disabled', false],
  ['has failed', 'failed', 'static', false],
])(
  'the INI of an original sender whose timer %s is found: %s, %s -> %s',
  async (_case, active, file, found) => {
    const folder = await folderWith({ 'intvlm8r.ini': '', 'heartbeat.py': '' })
    await fakeUnits(`ActiveState=${active}\\nUnitFileState=${file}\\n`, startOf(`${folder}/heartbeat.py`))
    expect(await originalSenderIni()).toBe(found ? join(folder, 'intvlm8r.ini') : undefined)
  },
)

it.each([
  ['another script', (script: string) => startOf(script.replace('heartbeat.py', 'other.py'))],
  ['a script of a longer name', (script: string) => startOf(`${script}x`)],
  ['nothing', () => ''],
])('a unit that starts %s is no original sender', async (_case, unit) => {
  const folder = await folderWith({ 'intvlm8r.ini': '' })
  await fakeUnits('ActiveState=active\\nUnitFileState=enabled\\n', unit(`${folder}/heartbeat.py`))
  expect(await originalSenderIni()).toBeUndefined()
})

it('an original sender whose unit starts the script itself is found', async () => {
  const folder = await folderWith({ 'intvlm8r.ini': '' })
  const script = `${folder}/heartbeat.py`
  await fakeUnits('ActiveState=active\\n', `ExecStart={ path=${script} ; argv[]=${script} ; }`)
  expect(await originalSenderIni()).toBe(`${folder}/intvlm8r.ini`)
})

it('an original sender without its INI is none, and so is one without systemd', async () => {
  const folder = await folderWith()
  await fakeUnits('ActiveState=active\\nUnitFileState=enabled\\n', startOf(`${folder}/heartbeat.py`))
  expect(await originalSenderIni()).toBeUndefined()
  // An INI that cannot be looked at may be there.
  const other = await folderWith({ file: '' })
  await fakeUnits('ActiveState=active\\nUnitFileState=enabled\\n', startOf(`${other}/file/heartbeat.py`))
  expect(await originalSenderIni()).toBe(`${other}/file/intvlm8r.ini`)
  await fakePrograms({}, { alone: true })
  expect(await originalSenderIni()).toBeUndefined()
})
