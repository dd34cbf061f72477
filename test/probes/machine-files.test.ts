/** The machine's own files, to the bound: temperatures, voltage, memory and mounts. */
import { describe, expect, test } from 'vitest'
import type { ProgramEnd } from '../../src/domain/probes/look'
import type { ProbeKind } from '../../src/domain/probes/probe-kinds'
import { brokenPath } from '../../src/probes/broken-path'
import { hangingPlace, hidden, hiddenWords, mayBeHidden, mountOf } from '../../src/probes/mounts'
import { look } from '../contracts/prober'
import { folderWith } from '../support/folder'

const seen = async (
  kind: ProbeKind,
  files: Readonly<Record<string, string>>,
  settings: Readonly<Record<string, string>> = {},
  target = '',
) => await look(kind, target, { settings, tools: { root: await folderWith(files) } })

describe('a temperature', () => {
  const zone = (name: string, type: string, temp: string) => ({
    [`sys/class/thermal/${name}/type`]: type,
    [`sys/class/thermal/${name}/temp`]: temp,
  })
  const A = zone('thermal_zone0', 'a\n', '70000\n')
  const B = zone('thermal_zone1', 'b\n', '70049')

  test.each([
    [A, '70', '', 'success', 'a is at 70.0 °C'],
    [A, '69.9', '', 'failure', 'a is at 70.0 °C, more than 69.9 °C'],
    [{ ...A, ...B }, '80', '', 'success', 'b is at 70.0 °C'],
    [{ ...A, ...B }, '80', 'a', 'success', 'a is at 70.0 °C'],
    [{ ...A, ...B }, '80', 'c', 'blind', 'there is no thermal zone c; there are a, b'],
    [zone('cooling_device0', 'a', '90000'), '80', '', 'blind', 'this machine shows no thermal zone'],
    [zone('thermal_zone0', ' ', '1'), '80', '', 'blind', 'this machine shows no thermal zone'],
    [zone('thermal_zone0', 'a', ' \n'), '80', '', 'blind', 'a gives no temperature at the moment'],
    [{ ...zone('thermal_zone0', 'a', 'x'), ...B }, '80', '', 'success', 'b is at 70.0 °C'],
    [{ ...B, ...zone('thermal_zone2', 'c', '70001') }, '80', '', 'success', 'b is at 70.0 °C'],
  ])('of %j with the limit %s, of %j, is a %s', async (files, limit, target, answer, detail) => {
    expect(await seen('temperature', files, { limit }, target)).toEqual({ answer, detail })
  })
})

describe('the firmware of a Pi', () => {
  const said = async (end: ProgramEnd | string, files: Readonly<Record<string, string>> = {}) => {
    const asked: unknown[] = []
    const run = async (words: unknown) => {
      asked.push(words)
      return typeof end === 'string' ? { kind: 'exited' as const, code: 0, stdout: end, stderr: '' } : end
    }
    const found = await look('throttled', '', { tools: { run, root: await folderWith(files) } })
    expect(asked).toEqual([['vcgencmd', 'get_throttled']])
    return found
  }
  const FINE = { answer: 'success', detail: 'the Pi has its voltage and its full speed' }
  const NOTHING =
    'neither vcgencmd nor a sensor for under-voltage is to be found here; is this a Raspberry Pi?'

  test.each([
    ['throttled=0x0', FINE],
    ['throttled=0x1', { answer: 'failure', detail: 'the Pi reports: under-voltage' }],
    ['throttled=0x2', { answer: 'failure', detail: 'the Pi reports: the frequency is capped' }],
    ['throttled=0x4', { answer: 'failure', detail: 'the Pi reports: throttled' }],
    ['throttled=0x8', { answer: 'failure', detail: 'the Pi reports: at the soft temperature limit' }],
    [
      'throttled=0xf',
      {
        answer: 'failure',
        detail:
          'the Pi reports: under-voltage, the frequency is capped, throttled, at the soft temperature limit',
      },
    ],
    ['throttled=0x10', FINE],
    ['throttled=0x10000', { ...FINE, warning: 'since the boot there was: under-voltage' }],
    [
      'throttled=0xa0000\n',
      {
        ...FINE,
        warning: 'since the boot there was: the frequency is capped, at the soft temperature limit',
      },
    ],
    ['x throttled=0x1', { answer: 'blind', detail: NOTHING }],
    ['throttled=x', { answer: 'blind', detail: NOTHING }],
  ])('that says %j', async (words, found) => {
    expect(await said(words)).toEqual(found)
  })

  const sensor = (alarm: string, name = 'rpi_volt\n') => ({
    'sys/class/hwmon/hwmon1/name': name,
    'sys/class/hwmon/hwmon1/in0_lcrit_alarm': alarm,
  })
  test.each([
    [sensor('1\n'), { answer: 'failure', detail: 'the Pi reports: under-voltage' }],
    [sensor('0\n'), { answer: 'success', detail: 'the Pi has its voltage' }],
    [sensor('2'), { answer: 'blind', detail: NOTHING }],
    [sensor('1', 'other'), { answer: 'blind', detail: NOTHING }],
  ])('that cannot be asked is replaced by the sensor %j', async (files, found) => {
    expect(await said({ kind: 'missing', reason: 'no' }, files)).toEqual(found)
    expect(
      await said({ kind: 'killed', signal: 'SIGTERM', stdout: 'throttled=0x1', stderr: '' }, files),
    ).toEqual(found)
  })
})

describe('the memory', () => {
  const info = (total: number, available: number) => ({
    'proc/meminfo': `MemTotal:   ${total} kB\nXMemAvailable: 1 kB\nMemAvailable:  ${available} kB\n`,
  })
  test.each([
    ['60%', 'success', '614 MB of 1.0 GB are in use (60 %)'],
    ['59%', 'failure', '614 MB of 1.0 GB are in use (60 %), more than 59%'],
    ['614.4M', 'success', '614 MB of 1.0 GB are in use (60 %)'],
    ['614.3M', 'failure', '614 MB of 1.0 GB are in use (60 %), more than 614.3M'],
    ['odd', 'success', '614 MB of 1.0 GB are in use (60 %)'],
  ])('with the limit %s is a %s', async (limit, answer, detail) => {
    expect(await seen('memory', info(1_000_000, 400_000), { limit })).toEqual({ answer, detail })
  })
})

describe('a mount', () => {
  const table = (...lines: string[]) => folderWith({ 'proc/self/mountinfo': `${lines.join('\n')}\n` })
  const line = (place: string, { root = '/', type = 'ext4', options = 'rw' } = {}) =>
    `30 22 8:2 ${root} ${place} ro,relatime shared:1 - ${type} /dev/sda1 ${options}`

  const toolsAt = (root: string) => ({ root, callFiles: <T>(call: () => Promise<T>) => call() })

  test('is the one on which the path lies, and the last one of several', async () => {
    const folder = await folderWith({ 'a/b/c': '', 'ab/c': '', 'a b/c': '' })
    const root = await table(
      line('/'),
      line(`${folder}/a`, { type: 'one' }),
      line(`${folder}/a/b`, { type: 'two' }),
      line(`${folder}/a/b`, { type: 'three', options: 'noatime,ro' }),
      line(`${folder}/a\\040b`, { type: 'four', root: '/x\\134y' }),
      'odd',
      'a b c d e f',
    )
    const of = async (path: string) => await mountOf(`${folder}/${path}`, toolsAt(root))
    expect(await of('a/b/c')).toEqual({
      root: '/',
      place: `${folder}/a/b`,
      fileSystem: 'three',
      isReadOnly: true,
      mayHang: false,
    })
    expect(await of('a')).toMatchObject({ fileSystem: 'one', isReadOnly: false })
    expect(await of('ab/c')).toMatchObject({ place: '/' })
    expect(await of('a b/c')).toMatchObject({ place: `${folder}/a b`, fileSystem: 'four', root: '/x\\y' })
  })

  test.each(['nfs', 'nfs4', 'cifs', 'smb3', 'fuse', 'fuse.sshfs', 'fuseblk', '9p', 'autofs', 'virtiofs'])(
    'of the kind %s may hang, and with it what lies above',
    async type => {
      const folder = await folderWith({ 'a/nas/c': '', 'b/c': '' })
      const root = await table(line('/'), line(`${folder}/a`), line(`${folder}/a/nas`, { type }))
      const mayHang = async (path: string) => (await mountOf(`${folder}/${path}`, toolsAt(root)))?.mayHang
      expect([await mayHang('a/nas/c'), await mayHang('a'), await mayHang('b')]).toEqual([true, true, false])
      const placeOf = (path: string) => hangingPlace(`${folder}/${path}`, root)
      expect(await placeOf('a/nas/**/*.jpg')).toBe(`${folder}/a/nas`)
      expect([await placeOf('a/c'), await placeOf('gone')]).toEqual([undefined, undefined])
    },
  )

  test('is not known without the table, and a path that is not there is an error', async () => {
    expect(await mountOf('/', toolsAt('/nowhere'))).toBeUndefined()
    await expect(mountOf('/nowhere', toolsAt('/'))).rejects.toThrow('ENOENT')
  })

  test.each([
    [{ root: '/x/systemd/inaccessible/dir' }, true],
    [{ root: '/tmp/systemd-private-1/tmp' }, true],
    [{ fileSystem: 'tmpfs', place: '/home' }, true],
    [{ fileSystem: 'tmpfs', place: '/root' }, true],
    [{ fileSystem: 'tmpfs', place: '/run/user' }, true],
    [{ fileSystem: 'tmpfs', place: '/run' }, false],
    [{ fileSystem: 'ext4', place: '/home' }, false],
    [{}, false],
  ])('%j hides what is there: %s', (mount, isHidden) => {
    const words = hidden('/a', { root: '/', place: '/x', fileSystem: 'ext4', ...mount })
    expect(words).toBe(isHidden ? hiddenWords('/a') : undefined)
  })

  test.each([
    ['/home', true],
    ['/home/a', true],
    ['/root/a', true],
    ['/run/user/1', true],
    ['/tmp', true],
    ['/var/tmp/x', true],
    ['/homes', false],
    ['/run', false],
    ['/srv/tmp', false],
  ])('may hide %s: %s', (path, may) => {
    expect(mayBeHidden(path)).toBe(may)
    const found = brokenPath(Object.assign(new Error('x'), { code: 'ENOENT' }), path)
    expect(found.answer).toBe(may ? 'blind' : 'failure')
    const denied = brokenPath(Object.assign(new Error('x'), { code: 'EACCES' }), path)
    expect(denied).toEqual({
      answer: 'blind',
      detail: may ? hiddenWords(path) : `the appliance's user may not read ${path}`,
    })
  })
})
