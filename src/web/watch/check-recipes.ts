import { t } from '../../domain/language/text'
import { calendarAsCron } from '../../domain/time/calendar-as-cron'
import type { Check } from '../../domain/watch/check'
import type { Schedule } from '../../domain/watch/schedule'
import { isLoopback } from '../net/addresses'
import { type QrCode, qrCode } from '../pages/qr-code'

export interface Recipe {
  /** For the page's ids. */
  readonly id: string
  readonly name: string
  readonly text: string
  readonly hint?: string
}

export interface HowTo {
  readonly recipes: readonly Recipe[]
  /** The same check by the conventions of other services. */
  readonly conventions: readonly Recipe[]
  readonly codes: readonly (Omit<Recipe, 'id'> & { readonly code: QrCode })[]
  /** The reason why the lines do not work everywhere. */
  readonly warning: string | undefined
}

export interface Place {
  /** `http://pi.lan:8080`, as the reader of the page reached it. */
  readonly base: string
  readonly check: Check
  readonly pingKey: string
  /** Another check has the same slug, so that a check-in by the slug is refused. */
  readonly ambiguous: boolean
  /** The page came with a certificate that only devices with the appliance's authority trust. */
  readonly isSelfSigned: boolean
}

/** Seconds between tries, as curl doubles them; zero: this try was the last one. */
const WAITS = '1, 2, 4, 8, 16, 0'

/** The ways to check in, as lines to be copied. */
export function recipes({ base, check, pingKey, ambiguous, isSelfSigned }: Place): HowTo {
  const { id, slug, methods, schedule } = check
  const url = `${base}/ping/${id}`
  const post = methods === 'post'
  const curl = `curl -fsS -m 10 --retry 5 --retry-connrefused -o /dev/null${post ? ' -X POST' : ''}`
  const bare = id.replaceAll('-', '')
  const name = ambiguous ? id : slug
  return {
    recipes: [
      {
        id: 'curl',
        name: t('curl'),
        text: `${curl} ${url}`,
        hint: t(
          'Add /start when a job begins, /fail when it failed, or its exit code: the run is timed and judged.',
        ),
      },
      {
        id: 'cron',
        name: t('Line of a crontab'),
        text: crontabTimes(schedule)
          .map(times => `${times} /usr/local/bin/job; ${curl} ${url}/$?`)
          .join('\n'),
        hint: t('With your own job in its place. Its exit code goes along: anything but 0 is a failure.'),
      },
      {
        id: 'systemd',
        name: t('systemd'),
        text: [
          '# /etc/systemd/system/check-in@.service',
          '[Service]',
          'Type=oneshot',
          `ExecStart=/usr/bin/${curl} ${base}/ping/%i`,
          '',
          `# ${t('Your service, in [Unit]:')}`,
          `OnSuccess=check-in@${id}.service`,
          `# ${t('or, before systemd 249, in [Service]:')}`,
          `ExecStartPost=/usr/bin/${curl} ${url}`,
        ].join('\n'),
      },
      {
        id: 'python',
        name: t('Python'),
        text: [
          'import time, urllib.request',
          `for wait in ${WAITS}:`,
          '    try:',
          `        urllib.request.urlopen("${url}", ${post ? 'data=b"", ' : ''}timeout=10)`,
          '        break',
          '    except OSError:',
          '        if not wait: raise',
          '        time.sleep(wait)',
        ].join('\n'),
      },
      {
        id: 'powershell',
        name: t('PowerShell'),
        text: [
          `foreach ($wait in ${WAITS}) {`,
          `  try { Invoke-RestMethod -Uri ${url}${post ? ' -Method Post' : ''} -TimeoutSec 10; break }`,
          '  catch { if (!$wait) { throw }; Start-Sleep $wait }',
          '}',
        ].join('\n'),
      },
      {
        id: 'wrapper',
        name: t('On the appliance itself'),
        text: `intvlm8r run ${name} -- /usr/local/bin/job`,
        hint: t(
          'Sends start, exit code and the last output. Without root, or from elsewhere: the address above instead of the name.',
        ),
      },
    ],
    conventions: [
      { id: 'healthchecks', name: t('Healthchecks'), text: url },
      ...(ambiguous
        ? []
        : [{ id: 'slug', name: t('Healthchecks, by slug'), text: `${base}/ping/${pingKey}/${slug}` }]),
      { id: 'kuma', name: t('Uptime Kuma push'), text: `${base}/api/push/${bare}?status=up&msg=OK&ping=` },
      { id: 'snitch', name: t("Dead Man's Snitch"), text: `${base}/snitch/${bare}?m=done` },
      {
        id: 'cronitor',
        name: t('Cronitor'),
        text: `${base}/cronitor/p/${pingKey}/${name}?state=complete`,
      },
      { id: 'pyremto', name: t('pyremto: its endpoint'), text: `${base}/pyremto` },
      { id: 'tag', name: t('pyremto: the tag'), text: id },
    ],
    codes: [
      {
        name: t('QR code of this page'),
        text: `${base}/checks/${id}`,
        hint: t('Opens the check on any phone that reaches the appliance.'),
      },
      { name: t('QR code of its tag'), text: id, hint: t('For apps that need the tag.') },
      { name: t('QR code of its address'), text: url, hint: t('Opening it checks in.') },
    ].map(each => ({ ...each, code: qrCode(each.text) })),
    warning: isOnlyHere(new URL(base).hostname)
      ? t(
          "These lines hold for this machine alone; for another one open the page by the appliance's own name or address.",
        )
      : isSelfSigned
        ? t(
            'These lines work where the certificate of this page is trusted; “Open it without a warning” below System has the file for that. Elsewhere write http:// in place of https://: then they go in the clear.',
          )
        : undefined,
  }
}

function isOnlyHere(host: string): boolean {
  return host === 'localhost' || isLoopback(host.replace(/^\[|\]$/g, ''))
}

const MINUTES = [30, 20, 15, 12, 10, 6, 5, 4, 3, 2]
const HOURS = [12, 8, 6, 4, 3, 2]

/** Times of a crontab that come often enough for the schedule, for a line each, as cron has neither seconds nor `|`. */
function crontabTimes(schedule: Schedule): readonly string[] {
  if (schedule.kind === 'period') return [timesEach(schedule.period / 60_000)]
  const { kind, expression } = schedule
  if (kind === 'oncalendar') return [timesOfCalendar(expression) ?? ONCE_A_DAY]
  return expression.split('|').map(each => each.trim().split(/\s+/).slice(-5).join(' '))
}

/** Undefined for a calendar expression whose moments a crontab cannot have. */
function timesOfCalendar(expression: string): string | undefined {
  const [second, minute, hour, day, month, named = '', year] = calendarAsCron(expression)?.fields ?? []
  // Lists of names are not allowed there, nor ranges over the end of the week (crontab(5)).
  const weekday = named.replace(/[a-z]+/gi, name => String(WEEKDAYS.indexOf(name.toLowerCase())))
  const isOverEnd = weekday.split(',').some(range => Number(range[0]) > Number(range[2]))
  // With both, cron is content with either of them.
  const isOfDays = day !== '*' && weekday !== '*'
  if (second !== '0' || year !== '*' || day === 'L' || isOfDays || isOverEnd) return undefined
  return [minute, hour, day, month, weekday].join(' ')
}

const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

const ONCE_A_DAY = '0 3 * * *'

function timesEach(minutes: number): string {
  if (minutes >= DAY_MINUTES) return ONCE_A_DAY
  const hours = HOURS.find(count => count * 60 <= minutes)
  if (hours !== undefined) return `0 */${hours} * * *`
  if (minutes >= 60) return '0 * * * *'
  const step = MINUTES.find(count => count <= minutes)
  return step === undefined ? '* * * * *' : `*/${step} * * * *`
}

const DAY_MINUTES = 24 * 60
