/** The pages of the appliance in many states, each as a request. */
import type { openWatchScene } from '../support/watch-pages'

type Scene = Awaited<ReturnType<typeof openWatchScene>>

export interface PageRequest {
  readonly path: string
  /** The fields of a form that is posted. */
  readonly form?: Readonly<Record<string, string | readonly string[]>>
  /** Whether it is a visitor's. */
  readonly loggedOut?: boolean
}

const get = (...paths: string[]): PageRequest[] => paths.map(path => ({ path }))
const post = (path: string, form: PageRequest['form'] = {}): PageRequest => ({ path, form })

/** All of them but those that delete something, which come last. */
export function pagesOf({ seen, key }: Scene): readonly PageRequest[] {
  const ids = Object.values(seen).map(({ check }) => check.id)
  const { backup, printer, door } = seen
  const checks = ids.flatMap(id =>
    ['', '?created', '?saved', '/edit', '/delete', '/silence?until=1h', '/past'].map(
      end => `/checks/${id}${end}`,
    ),
  )
  const values = { span: '1h', word: 'nas', by: 'phone' }
  const all = { all: 'yes', status: 'up', ...values }
  const bulk = ['pause', 'resume', 'silence', 'tag', 'untag', 'channel', 'delete']
  return [
    ...['/login', '/status/family', '/nothing'].map(path => ({ path, loggedOut: true })),
    { path: '/login', form: { username: 'admin', password: 'wrong' }, loggedOut: true },
    ...get(
      '/',
      '/monitoring',
      '/monitoring?saved',
      '/monitoring/round-trips',
      '/system',
      '/system?password',
      '/system?second-factor-off',
    ),
    ...get(
      '/system/authority',
      '/nothing',
      '/help',
      '/help?q=silence',
      '/help?q=qqqqq',
      '/peers',
      '/confirm',
      '/password',
      '/second-factor',
    ),
    post('/monitoring', { hbFreq: '7', hbUrl: 'x' }),
    post('/monitoring', { hbFreq: '10', hbUrl: 'ftp://receiver.lan' }),
    post('/monitoring', { hbFreq: '10', hbUrl: 'https://hc-ping.com/', revision: 'x' }),
    post('/heartbeat-now'),
    post('/confirm', { password: 'wrong', next: '/keys' }),
    post('/password', { password: 'short', repeat: 'short' }),
    post('/password', { password: 'a goat in the garden', repeat: 'another goat' }),
    post('/second-factor'),
    post('/system/language', { language: 'xx' }),
    post('/system/tls'),
    post('/system/authority'),
    ...get(
      '/checks',
      '/checks?tag=nas',
      '/checks?q=nas&sort=name',
      '/checks?q=qqqq',
      '/checks?status=down',
      '/checks?channels=none',
      '/checks/tags',
      '/checks/waiting',
      '/checks/new',
    ),
    ...['signal', 'name', 'worst'].flatMap(sort => get(`/checks?sort=${sort}`)),
    ...get(...checks),
    ...get(
      `/checks/new?from=${backup.check.id}`,
      `/checks/new?from=${door.check.id}`,
      `/checks/${backup.check.id}/acknowledge`,
      `/checks/${printer.check.id}/acknowledge`,
    ),
    ...get('/checks/00000000-0000-4000-8000-000000000000'),
    post('/checks', { name: '', kind: 'simple', period: 'x', grace: 'y' }),
    post('/checks', { name: 'a', kind: 'cron', cron: '* * *', zone: 'Nowhere/Land', grace: '5m' }),
    post('/checks', { name: 'a', kind: 'oncalendar', oncalendar: 'sometimes', zone: 'UTC', grace: '5m' }),
    post('/checks', { step: 'kind', feed: 'probe', probe: 'http' }),
    post('/checks', { feed: 'probe', probe: 'http', target: 'nowhere', every: '1s' }),
    post(`/checks/${backup.check.id}`, { name: '', kind: 'cron', cron: 'x', revision: 'x' }),
    post(`/checks/${backup.check.id}`, {
      name: 'Backup of the NAS',
      kind: 'simple',
      period: '1d',
      grace: '1h',
      revision: 'x',
    }),
    post(`/checks/${backup.check.id}/silence`, { until: 'x' }),
    post(`/checks/${backup.check.id}/silence`, { until: '1h' }),
    post(`/checks/${backup.check.id}/acknowledge`),
    ...get(`/checks/${backup.check.id}`),
    post(`/checks/${backup.check.id}/acknowledge`, { end: 'on' }),
    post(`/checks/${backup.check.id}/silence`, { until: 'end' }),
    ...bulk.flatMap(act => [
      post('/checks/bulk', { act, id: ids.slice(0, 2), ...values }),
      post('/checks/bulk', { act, ...all }),
    ]),
    post('/checks/bulk', { act: 'tag', word: 'a b', id: ids.slice(0, 2) }),
    post('/checks/bulk', { act: 'pause' }),
    post('/checks/bulk', { act: 'nothing', id: ids }),
    post('/checks/bulk', { act: 'pause', ...all, sure: 'yes' }),
    post('/checks/bulk', { act: 'resume', all: 'yes', status: 'paused', sure: 'yes' }),
    post('/checks/adopt', {}),
    post('/checks/delete', { all: 'on' }),
    ...get(
      '/channels',
      '/channels?saved',
      '/channels?device',
      '/channels/new',
      '/channels/phone/edit',
      '/channels/duty/edit',
      '/channels/phone/delete',
      '/channels/nobody/edit',
    ),
    ...KINDS.flatMap(kind => [
      ...get(`/channels/new?kind=${kind}`),
      post('/channels', { kind, name: 'A b' }),
    ]),
    post('/channels/phone', { 'set-topic': '', revision: 'x' }),
    post('/channels/phone/test'),
    post('/channels/phone/checks', { all: 'on' }),
    ...get(
      '/accounts',
      '/accounts?saved',
      '/accounts?removed',
      '/accounts/new',
      '/accounts/home/edit',
      '/accounts/home/delete',
      '/accounts/none/edit',
    ),
    post('/accounts', { name: 'A b', 'set-smtpserver': 'x y', 'set-smtpport': 'x' }),
    post('/accounts/home', { revision: 'x' }),
    post('/accounts/home/try'),
    ...get('/windows', '/windows?saved', '/windows/new', '/windows/nas/edit', '/windows/nas/delete'),
    post('/windows', { name: 'A b', 'set-start': 'x', 'set-duration': 'y', 'set-announce': 'pager' }),
    post('/windows/nas', { revision: 'x' }),
    ...get(
      '/status-pages',
      '/status-pages/family',
      `/badges?check=${backup.check.id}`,
      '/badges',
      '/badges?tag=nas',
    ),
    post('/status-pages/family/notes', {}),
    ...get('/keys', '/keys?revoked', `/keys/${key.id}/revoke`),
    post('/keys', { name: '', access: 'read', life: 'year' }),
    post('/keys', { name: 'Grafana', access: 'full', life: 'year' }),
    post('/keys', { name: 'Logger', access: 'read', life: 'none' }),
    post('/losses/seen', { at: '1' }),
  ]
}

const KINDS = [
  'apprise',
  'command',
  'discord',
  'email',
  'gotify',
  'matrix',
  'mqtt',
  'ntfy',
  'opsgenie',
  'pagerduty',
  'pushover',
  'signal',
  'slack',
  'sms',
  'teams',
  'telegram',
  'web-push',
  'webhook',
  'zmq',
]
