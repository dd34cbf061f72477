import { describe, expect, it } from 'vitest'
import { pingUrlDoubt, pingUrlProblem } from '../../../src/domain/heartbeat/receivers/ping-url'

const UUID = '3c1169a0-7b50-11ea-873e-2c3e6b1f1c5f'
const KEY = 'fqOOd6-F4MMNuCEnzTU01w'

describe('an address that people paste in place of a ping URL is named, with the one to copy', () => {
  it.each([
    [`https://healthchecks.io/checks/${UUID}/details/`, 'https://hc-ping.com/'],
    ['https://healthchecks.io/', 'https://hc-ping.com/'],
    [`https://www.healthchecks.io/projects/${UUID}/checks/`, 'https://hc-ping.com/'],
    ['https://healthchecks.io/accounts/login/?next=/x', 'https://hc-ping.com/'],
    ['https://hc-ping.com', 'UUID of the check'],
    ['https://hc-ping.com/not-a-uuid', 'UUID of the check'],
    [`https://hc-ping.com/${UUID}/details`, 'UUID of the check'],
    [`https://hc-ping.com/${KEY}/backup/x`, 'UUID of the check'],
    [`http://192.168.1.5:8000/checks/${UUID}/details/`, '/ping/'],
    [`http://pi.lan:8080/checks/${UUID}`, '/ping/'],
    ['https://deadmanssnitch.com/snitches/c2354d53d2', 'https://nosnch.in/'],
    ['https://api.deadmanssnitch.com/v1/snitches/c2354d53d2', 'https://nosnch.in/'],
    ['https://nosnch.in', 'token of the snitch'],
    ['https://nosnch.in/', 'token of the snitch'],
    ['http://192.168.1.5:3001/dashboard/1', '/api/push/'],
    ['https://kuma.example.org/dashboard/12/', '/api/push/'],
    ['https://kuma.example.org/api/badge/1/status', '/api/push/'],
    ['https://kuma.example.org/api/push/', '/api/push/'],
    ['https://uptime.betterstack.com/team/1234/heartbeats/5678', '/api/v1/heartbeat/'],
    ['https://uptime.betterstack.com/api/v1/heartbeat/', '/api/v1/heartbeat/'],
    ['https://cronitor.io/app/monitors/abc123', 'https://cronitor.link/p/'],
    ['https://cronitor.link/p/0123abc', 'https://cronitor.link/p/'],
    ['https://dashboard.uptimerobot.com/monitors/79', 'https://heartbeat.uptimerobot.com/'],
    ['https://heartbeat.uptimerobot.com', 'https://heartbeat.uptimerobot.com/'],
    ['https://my-org.sentry.io/crons/my-pi/', '/cron/'],
    ['https://0123456789abcdef@o1.ingest.sentry.io/42', '/cron/'],
    [`https://app.checklyhq.com/heartbeats/${UUID}`, 'https://ping.checklyhq.com/'],
    ['https://cronhub.io/dashboard', 'https://cronhub.io/ping/'],
    [`https://cronhub.io/start/${UUID}`, 'https://cronhub.io/ping/'],
  ])('%s', (url, copy) => {
    expect(pingUrlProblem(url)).toMatch(/^[A-Z].*\.$/)
    expect(pingUrlProblem(url)).toContain(copy)
    expect(pingUrlDoubt(url)).toBeUndefined()
  })
})

describe('a ping URL with something behind it that reports no success is named', () => {
  it.each([
    [`https://hc-ping.com/${UUID}/fail`, '/fail', 'a failure'],
    [`https://hc-ping.com/${UUID}/fail/`, '/fail', 'a failure'],
    [`https://hc-ping.com/${UUID}/start?rid=${UUID}`, '/start', 'only the start of a run'],
    [`https://hc-ping.com/${UUID}/log`, '/log', 'no success'],
    [`https://hc-ping.com/${UUID}/1`, '/1', 'a failure'],
    [`https://hc-ping.com/${UUID}/255`, '/255', 'a failure'],
    [`https://hc-ping.com/${KEY}/backup/fail`, '/fail', 'a failure'],
    [`http://192.168.1.5:8000/ping/${UUID}/fail`, '/fail', 'a failure'],
    [`http://192.168.1.5:8000/ping/${KEY}/backup/3`, '/3', 'a failure'],
    ['https://uptime.betterstack.com/api/v1/heartbeat/mTDBkXYZ/fail', '/fail', 'a failure'],
    ['https://uptime.betterstack.com/api/v1/heartbeat/mTDBkXYZ/9', '/9', 'a failure'],
    ['https://cronitor.link/p/0123abc/my-pi/run', '/run', 'only the start of a run'],
    ['https://cronitor.link/d3x0c1/fail', '/fail', 'a failure'],
    ['https://nosnch.in/c2354d53d2?s=1', 's=', 'a failure'],
    ['https://nosnch.in/c2354d53d2?m=x&s=error', 's=', 'a failure'],
  ])('%s', (url, end, effect) => {
    expect(pingUrlProblem(url)).toContain(end)
    expect(pingUrlProblem(url)).toContain(`reports ${effect}`)
  })
})

describe('a URL that can be a ping URL has no fault', () => {
  it.each([
    `https://hc-ping.com/${UUID}`,
    `https://hc-ping.com/${UUID.toUpperCase()}/?create=1`,
    `https://hc-ping.com/${KEY}/backup`,
    'https://hc-ping.com/some-key/fail',
    `https://hc-ping.com/${UUID}/0`,
    `https://healthchecks.io/ping/${UUID}`,
    `http://192.168.1.5:8000/ping/${UUID}`,
    `http://192.168.1.5:8000/ping/${KEY}/fail`,
    'https://nosnch.in/c2354d53d2',
    'https://nosnch.in/c2354d53d2?s=0&m=x',
    'https://nosnch.in/c2354d53d2?s=',
    'http://192.168.1.5:3001/api/push/AbC123?status=down&msg=OK&ping=',
    'https://uptime.betterstack.com/api/v1/heartbeat/mTDBkXYZ',
    'https://cronitor.link/p/0123abc/my-pi?state=fail',
    'https://cronitor.link/p/0123abc/fail',
    'https://cronitor.link/d3x0c1/complete',
    'https://heartbeat.uptimerobot.com/m794-0123456789',
    'https://o1.ingest.sentry.io/api/42/cron/my-pi/0123456789abcdef/',
    `https://api.checklyhq.com/heartbeats/ping/${UUID}`,
    `https://ping.checklyhq.com/${UUID}`,
    `https://cronhub.io/ping/${UUID}`,
    'https://example.org/',
    'http://localhost',
    'https://example.org/checks/42/details/',
    'https://healthchecks.io.example.org/checks/x/details/',
    'https://example.org/dashboard',
  ])('%s', url => {
    expect(pingUrlProblem(url)).toBeUndefined()
  })
})

describe('a host whose name only begins or ends like that of a service is somebody else', () => {
  it.each([
    'hc-ping.com',
    'healthchecks.io',
    'nosnch.in',
    'uptime.betterstack.com',
    'cronitor.link',
    'cronitor.io',
    'heartbeat.uptimerobot.com',
    'cronhub.io',
    'o1.ingest.sentry.io',
  ])('%s', host => {
    expect(pingUrlProblem(`https://${host}/`)).toBeDefined()
    for (const other of [`${host}.example.org`, `${host}x`, `x${host.replaceAll('.', '-')}`])
      expect(pingUrlProblem(`https://${other}/`), other).toBeUndefined()
  })
})

describe('a URL in doubt is named, and used all the same', () => {
  it.each([
    [`https://hc-ping.com/${UUID}/0`, '/0'],
    [`http://192.168.1.5:8000/ping/${UUID}/0`, '/0'],
    ['https://example.org/jobs/7/fail', '/fail'],
    ['https://example.org/jobs/7/start/', '/start'],
    ['https://example.org/dashboard', 'page for people'],
    ['https://example.org/accounts/login/', 'page for people'],
  ])('%s', (url, words) => {
    expect(pingUrlProblem(url)).toBeUndefined()
    expect(pingUrlDoubt(url)).toContain(words)
  })

  it.each([
    'https://example.org/alive',
    'https://example.org/0',
    `https://hc-ping.com/${UUID}`,
    'https://hc-ping.com/some-key/fail',
    'https://cronitor.link/d3x0c1/complete',
    'nonsense',
    '',
  ])('%j is in none', url => {
    expect(pingUrlDoubt(url)).toBeUndefined()
  })
})

it('keeps the faults of the address itself', () => {
  expect(pingUrlProblem('hc-ping.com/x')).toBe('Add https:// (or http://) in front.')
})
