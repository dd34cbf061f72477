import { create } from 'qrcode'
import type { Check } from '../domain/check'

export interface Recipe {
  /** For the page's ids. */
  readonly id: string
  readonly name: string
  readonly text: string
  readonly hint?: string
}

export interface HowTo {
  /** The check's own address: whoever knows it can check in. */
  readonly url: string
  readonly recipes: readonly Recipe[]
  /** The same check by the conventions of other services. */
  readonly conventions: readonly Recipe[]
}

export interface Place {
  /** `http://pi.lan:8080`, as the reader of the page reached it. */
  readonly base: string
  readonly check: Check
  readonly pingKey: string
  /** Another check has the same slug, so the slug names none of them. */
  readonly ambiguous: boolean
}

/** How to check in, line by line to be copied. */
export function recipes({ base, check, pingKey, ambiguous }: Place): HowTo {
  const { id, slug, methods, schedule } = check
  const url = `${base}/ping/${id}`
  const post = methods === 'post'
  const curl = `curl -fsS -m 10 --retry 5 -o /dev/null${post ? ' -X POST' : ''}`
  const when = schedule.kind === 'cron' ? schedule.expression : '0 3 * * *'
  const bare = id.replaceAll('-', '')
  const name = ambiguous ? id : slug
  return {
    url,
    recipes: [
      {
        id: 'curl',
        name: 'curl',
        text: `${curl} ${url}`,
        hint: 'Add /start when a job begins, /fail when it failed, or its exit code: the run is timed and judged.',
      },
      { id: 'cron', name: 'Line of a crontab', text: `${when} /usr/local/bin/job; ${curl} ${url}/$?` },
      {
        id: 'systemd',
        name: 'systemd',
        text: [
          '# /etc/systemd/system/check-in@.service',
          '[Service]',
          'Type=oneshot',
          `ExecStart=/usr/bin/${curl} ${base}/ping/%i`,
          '',
          '# Your service, in [Unit]:',
          `OnSuccess=check-in@${id}.service`,
          '# or, before systemd 249, in [Service]:',
          `ExecStartPost=/usr/bin/${curl} ${url}`,
        ].join('\n'),
      },
      {
        id: 'python',
        name: 'Python',
        text: `import urllib.request\nurllib.request.urlopen("${url}", ${post ? 'data=b"", ' : ''}timeout=10)`,
      },
      {
        id: 'powershell',
        name: 'PowerShell',
        text: `Invoke-RestMethod -Uri ${url}${post ? ' -Method Post' : ''} -TimeoutSec 10`,
      },
      {
        id: 'wrapper',
        name: 'On the appliance itself',
        text: `intvlm8r run ${name} -- /usr/local/bin/job`,
        hint: 'Sends start, exit code and the last output. Without root, or from elsewhere: the address above instead of the name.',
      },
    ],
    conventions: [
      { id: 'healthchecks', name: 'Healthchecks', text: url },
      ...(ambiguous
        ? []
        : [{ id: 'slug', name: 'Healthchecks, by slug', text: `${base}/ping/${pingKey}/${slug}` }]),
      { id: 'kuma', name: 'Uptime Kuma push', text: `${base}/api/push/${bare}?status=up&msg=OK&ping=` },
      { id: 'snitch', name: "Dead Man's Snitch", text: `${base}/snitch/${bare}?m=done` },
      {
        id: 'cronitor',
        name: 'Cronitor',
        text: `${base}/cronitor/p/${pingKey}/${name}?state=complete`,
      },
      { id: 'pyremto', name: 'pyremto: its endpoint', text: `${base}/pyremto` },
      { id: 'tag', name: 'pyremto: the tag', text: id },
    ],
  }
}

/** Modules that stay white around a QR code, as ISO/IEC 18004 wants. */
const QUIET = 4

export interface QrCode {
  /** Of the square, in modules. */
  readonly size: number
  /** The dark modules, as an SVG path. */
  readonly path: string
}

export function qrCode(text: string): QrCode {
  const { modules } = create(text, { errorCorrectionLevel: 'M' })
  const { size } = modules
  let path = ''
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const start = x
      while (x < size && modules.get(y, x)) x++
      if (x > start) path += `M${start + QUIET} ${y + QUIET}h${x - start}v1h${start - x}z`
    }
  }
  return { size: size + 2 * QUIET, path }
}
