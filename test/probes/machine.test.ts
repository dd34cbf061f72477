import { expect, it } from 'vitest'
import type { ProgramEnd } from '../../src/domain/probes/look'
import { itIsAProber, look } from '../contracts/prober'
import { folderWith } from '../support/folder'

/** The machine's own files as these. */
const machine = async (files: Readonly<Record<string, string>>) => ({
  target: '',
  tools: { root: await folderWith(files) },
})

const zone = (number: number, type: string, temp: string) => ({
  [`sys/class/thermal/thermal_zone${number}/type`]: `${type}\n`,
  [`sys/class/thermal/thermal_zone${number}/temp`]: temp,
})

itIsAProber('temperature', {
  success: [
    {
      when: 'the hottest zone is cool enough',
      looking: () => machine({ ...zone(0, 'cpu-thermal', '41234\n'), ...zone(1, 'gpu-thermal', '39000\n') }),
      detail: 'cpu-thermal is at 41.2 °C',
    },
    {
      when: 'the zone that is meant is, whatever the others',
      looking: async () => ({
        ...(await machine({ ...zone(0, 'cpu-thermal', '91000\n'), ...zone(1, 'gpu-thermal', '39000\n') })),
        target: 'gpu-thermal',
      }),
      detail: 'gpu-thermal is at 39.0 °C',
    },
  ],
  failure: [
    {
      when: 'a zone is too hot',
      looking: async () => ({
        ...(await machine({ ...zone(0, 'gpu-thermal', '39000\n'), ...zone(1, 'cpu-thermal', '80500\n') })),
        settings: { limit: '80' },
      }),
      detail: 'cpu-thermal is at 80.5 °C, more than 80 °C',
    },
  ],
  blind: [
    {
      when: 'there is no thermal zone',
      looking: () => machine({}),
      detail: 'this machine shows no thermal zone',
    },
    {
      when: 'no zone has this type',
      looking: async () => ({ ...(await machine(zone(0, 'cpu-thermal', '41000\n'))), target: 'cpu' }),
      detail: 'there is no thermal zone cpu; there are cpu-thermal',
    },
    {
      when: 'the sensor gives no number',
      looking: () => machine(zone(0, 'cpu-thermal', '')),
      detail: 'cpu-thermal gives no temperature at the moment',
    },
  ],
})

const meminfo = (available: number) =>
  `MemTotal:        1000000 kB\nMemFree:           10000 kB\nMemAvailable:     ${available} kB\n`

itIsAProber('memory', {
  success: [
    {
      when: 'enough is available, though little is free',
      looking: () => machine({ 'proc/meminfo': meminfo(600_000) }),
      detail: '410 MB of 1.0 GB are in use (40 %)',
    },
    {
      when: 'only the view of the worker has the figures',
      looking: () => machine({ 'run/intvlm8r/meminfo': meminfo(600_000) }),
      detail: '410 MB of 1.0 GB are in use (40 %)',
    },
  ],
  failure: [
    {
      when: 'more than the limit is in use',
      looking: () => machine({ 'proc/meminfo': meminfo(50_000) }),
      detail: '973 MB of 1.0 GB are in use (95 %), more than 90%',
    },
    {
      when: 'the limit is a size',
      looking: async () => ({
        ...(await machine({ 'proc/meminfo': meminfo(600_000) })),
        settings: { limit: '400M' },
      }),
      detail: '410 MB of 1.0 GB are in use (40 %), more than 400M',
    },
  ],
  blind: [
    {
      when: 'the figures are hidden',
      looking: () => machine({ 'proc/self/status': '' }),
      detail: 'the figures of the memory are hidden from here',
    },
  ],
})

it('the load is that of a core', async () => {
  const light = await look('load', '', { settings: { limit: '99999' } })
  expect(light).toMatchObject({
    answer: 'success',
    detail: expect.stringMatching(/^the load of a core is \d+\.\d\d \(1, 5 and 15 minutes on all \d+: .*\)$/),
  })
  const [, load] = /core is ([\d.]+)/.exec(light.detail) ?? []
  const heavy = await look('load', '', { settings: { limit: `${Number(load) - 0.01}` } })
  expect(heavy.answer).toBe('failure')
})

/** The firmware's tool as it answers, or not at all. */
const firmware = (answer?: string) => ({
  run: async (): Promise<ProgramEnd> =>
    answer === undefined
      ? { kind: 'missing', reason: 'vcgencmd is not installed here' }
      : { kind: 'exited', code: 0, stdout: answer, stderr: '' },
})
const sensor = (alarm: string) => ({
  'sys/class/hwmon/hwmon0/name': 'cpu_thermal\n',
  'sys/class/hwmon/hwmon0/in0_lcrit_alarm': '1\n',
  'sys/class/hwmon/hwmon3/name': 'rpi_volt\n',
  'sys/class/hwmon/hwmon3/in0_lcrit_alarm': alarm,
})

itIsAProber('throttled', {
  success: [
    {
      when: 'the sensor shows no alarm',
      looking: async () => ({
        target: '',
        tools: { root: await folderWith(sensor('0\n')), ...firmware() },
      }),
      detail: 'the Pi has its voltage',
    },
    {
      when: 'no bit of the firmware is set',
      looking: async () => ({ target: '', tools: firmware('throttled=0x0\n') }),
      detail: 'the Pi has its voltage and its full speed',
    },
  ],
  failure: [
    {
      when: 'the sensor of this name shows one',
      looking: async () => ({
        target: '',
        tools: { root: await folderWith(sensor('1\n')), ...firmware() },
      }),
      detail: 'the Pi reports: under-voltage',
    },
    {
      when: 'bits of the firmware are set',
      looking: async () => ({ target: '', tools: firmware('throttled=0x50005\n') }),
      detail: 'the Pi reports: under-voltage, throttled',
    },
  ],
  blind: [
    {
      when: 'there is neither',
      looking: async () => ({
        target: '',
        tools: {
          root: await folderWith(),
          run: async () => ({ kind: 'exited', code: 255, stdout: '', stderr: 'VCHI initialization failed' }),
        },
      }),
      detail: 'neither vcgencmd nor a sensor for under-voltage is to be found here; is this a Raspberry Pi?',
    },
  ],
})

it('under-voltage since the boot is a warning', async () => {
  expect(await look('throttled', '', { tools: firmware('throttled=0x50000\n') })).toMatchObject({
    answer: 'success',
    warning: 'since the boot there was: under-voltage, throttled',
  })
})
