/** Expected events from files to flips, on a simulated clock with real senders. */
import { expect, it } from 'vitest'
import { simulate } from './simulated'

const WEDDING = {
  periodicity: 'WEEKDAY',
  periods: [2],
  times: ['10:30'],
  sender: 'my best mate',
  event: 'wedding',
  zone: 'UTC',
}

// 1 June 2026 is a Monday.

it('Q6: a STARTED on Monday at 10:29 is in time; without one there is an alarm after the grace', async () => {
  const day = await simulate('2026-05-31T20:00Z', {
    'a.json': [{ ...WEDDING, message_type: 'STARTED', recurring: true, grace: '15m' }],
  })
  const name = (await day.names())[0] ?? ''
  await day.until('2026-06-01T10:29Z')
  await day.send('STARTED', 'my best mate', 'wedding')
  await day.until('2026-06-08T10:44Z')
  expect(await day.flips(name)).toEqual(['up 06-01T10:29 success', 'late 06-08T10:30 silence'])
  await day.until('2026-06-08T10:46Z')
  expect((await day.flips(name)).at(-1)).toBe('down 06-08T10:46 silence')
  await day.close()
})

it('Q7: without message_type and recurring, SUCCEEDED is awaited each time', async () => {
  const day = await simulate('2026-06-01T08:00Z', { 'a.json': [{ ...WEDDING, grace: '10m' }] })
  const name = (await day.names())[0] ?? ''
  await day.until('2026-06-01T10:00Z')
  await day.send('STARTED', 'my best mate', 'wedding')
  await day.until('2026-06-01T10:42Z')
  expect((await day.flips(name)).at(-1)).toBe('down 06-01T10:40 silence')
  await day.send('SUCCEEDED', 'my best mate', 'wedding')
  expect((await day.find(name)).state.status).toBe('up')
  await day.until('2026-06-08T10:42Z')
  expect((await day.flips(name)).at(-1)).toBe('down 06-08T10:40 silence')
  await day.close()
})

it('Q8: what does not recur and was met once makes no alarm a week later', async () => {
  const day = await simulate('2026-06-01T08:00Z', {
    'a.json': [
      { ...WEDDING, recurring: false, grace: '10m' },
      { ...WEDDING, sender: 'nobody', recurring: false, grace: '10m' },
    ],
  })
  await day.until('2026-06-01T10:20Z')
  await day.send('SUCCEEDED', 'my best mate', 'wedding')
  await day.until('2026-06-08T12:00Z')
  expect(await day.flips('my best mate/wedding')).toEqual(['up 06-01T10:20 success'])
  // What never came was told, once.
  expect(await day.flips('nobody/wedding')).toEqual(['late 06-01T10:30 silence', 'down 06-01T10:40 silence'])
  await day.close()
})

it('Q11: twins in two files and a broken file are faults with their places, and the others are taken up', async () => {
  const day = await simulate('2026-06-01T08:00Z', {
    'a.json': [WEDDING, { ...WEDDING, sender: 'other' }],
    'b.json': [WEDDING],
    'c.json': '[{ "sender": ',
    'd.json': [{ periodicity: 'DAY', times: ['12:00'], sender: 'daily', event: 'job' }],
  })
  const faults = day.faults()
  expect(faults).toHaveLength(2)
  expect(faults[0]).toMatch(/^c\.json/)
  expect(faults[1]).toMatch(/^b\.json.*\[0\].*a\.json/)
  expect(await day.names()).toEqual(['daily/job', 'my best mate/wedding', 'other/wedding'])
  await day.until('2026-06-01T09:00Z')
  await day.send('SUCCEEDED', 'other', 'wedding')
  expect((await day.find('other/wedding')).state.status).toBe('up')
  await day.close()
})

it('a day of twelve clients is judged as a person would', async () => {
  const clients = Array.from({ length: 12 }, (_, n) => `client${n + 1}`)
  const items = clients.map(sender => ({
    periodicity: 'DAY',
    times: ['04:00'],
    sender,
    event: 'nightly',
    grace: '30m',
    zone: 'UTC',
  }))
  const started = { ...items[0], message_type: 'STARTED', times: ['02:00'] }
  const day = await simulate('2026-06-01T00:00Z', { 'clients.json': [...items, started] })
  const of = (sender: string) => `${sender}/nightly`
  const [startName = ''] = (await day.names()).filter(name => /START/i.test(name))
  await day.until('2026-06-01T01:30Z')
  await day.send('STARTED', 'client1', 'nightly')
  for (const [index, sender] of clients.slice(0, 9).entries()) {
    await day.until(`2026-06-01T02:${10 + index}Z`)
    await day.send('SUCCEEDED', sender, 'nightly', `${index}`)
  }
  await day.until('2026-06-01T03:00Z')
  await day.send('FAILED', 'client10', 'nightly', 'disk full')
  expect((await day.find(of('client10'))).state.status).toBe('down')
  await day.until('2026-06-01T03:41Z')
  await day.send('SUCCEEDED', 'client10', 'nightly')
  await day.until('2026-06-01T04:20Z')
  await day.send('PROGRESS', 'client11', 'nightly', '99%')
  await day.send('SUCCEEDED', 'client11', 'nightly')
  await day.until('2026-06-02T00:00Z')

  for (const [index, sender] of clients.slice(0, 9).entries())
    expect(await day.flips(of(sender))).toEqual([`up 06-01T02:${10 + index} success`])
  expect(await day.flips(startName)).toEqual(['up 06-01T01:30 success'])
  expect(await day.flips(of('client10'))).toEqual(['down 06-01T03:00 failure', 'up 06-01T03:41 success'])
  expect(await day.flips(of('client11'))).toEqual(['late 06-01T04:00 silence', 'up 06-01T04:20 success'])
  expect(await day.flips(of('client12'))).toEqual(['late 06-01T04:00 silence', 'down 06-01T04:30 silence'])
  await day.close()
})
