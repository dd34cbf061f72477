import { CHANNEL_KINDS } from '../../../src/domain/alerts/channel-kinds'
import { CHECK_KEYS } from '../../support/check-options'
import { allBut } from './sections'

/** INI texts that cannot be used, each with exactly the faults that it has, and the sections that can be used all the same. */
export interface FaultyIni {
  readonly name: string
  readonly ini: string
  readonly faults: readonly string[]
  readonly sound: readonly string[]
}

const CHOICES = 'Off, 5, 10, 15, 20, 30, 60 (minutes)'
const OFF = '[Monitoring]\nheartbeatfrequency = Off\n'

const frequency = (name: string, line: string, reason: string): FaultyIni => ({
  name: `a frequency that is ${name}`,
  ini: `[Monitoring]\n${line}\nheartbeaturl = https://example.org/x\n`,
  faults: [`[Monitoring] heartbeatfrequency: ${reason}`],
  sound: allBut('monitoring'),
})

const url = (name: string, value: string, reason: string): FaultyIni => ({
  name: `a URL ${name}`,
  ini: `[Monitoring]\nheartbeatfrequency = 10\nheartbeaturl = ${value}\n`,
  faults: [`[Monitoring] heartbeaturl: ${reason}`],
  sound: allBut('monitoring'),
})

const web = (name: string, lines: string, reason: string): FaultyIni => ({
  name,
  ini: `${OFF}[Web]\n${lines}\n`,
  faults: [`[Web] ${reason}`],
  sound: allBut('web'),
})

const proxy = (name: string, value: string, reason: string): FaultyIni => ({
  name: `a proxy ${name}`,
  ini: `${OFF}[Network]\nproxy = ${value}\n`,
  faults: [`[Network] proxy: ${reason}`],
  sound: allBut('network'),
})

export const FAULTY: readonly FaultyIni[] = [
  {
    name: 'a group with a rank that is none and a take-over that is too short',
    ini: `${OFF}[Group]\nrank = 0\ntakeover = 4s\n`,
    faults: [
      '[Group] rank: "0" is not a rank from 1 (the first) to 99',
      '[Group] takeover: "4s" is not a span of time from 5s to 1h, such as 2m',
    ],
    sound: allBut('group'),
  },
  {
    name: 'a group whose checks are divided into parts',
    ini: `${OFF}[Redis]\nurl = redis+cluster://a\nprefix = home\nshards = 4\n[Group]\nrank = 1\n`,
    faults: ['[Group] rank: has no place in a watch that is divided by [Redis] shards; take one of both out'],
    sound: allBut('group'),
  },
  {
    name: 'a second factor that is none, which must not count as off',
    ini: `${OFF}[Login]\ntotpkey = none\n`,
    faults: [
      '[Login] totpkey: is not a key that this appliance made; type "sudo intvlm8r second-factor off" on the appliance',
    ],
    sound: allBut('login'),
  },
  {
    name: '0MQ with addresses, a word and keys that are none',
    ini: `${OFF}[Zmq]\nbind = tcp://0.0.0.0\nbindsub = tcp://*:5660 udp://*:1\nconnect = tcp://*:5659\npublish = tcp://0.0.0.0:70000\nword = short\ncurve = yes\ncreate = maybe\n`,
    faults: [
      '[Zmq] bind: its value is not an address such as tcp://0.0.0.0:5659; give several with blanks between them',
      '[Zmq] bindsub: its value is not an address such as tcp://0.0.0.0:5659; give several with blanks between them',
      '[Zmq] connect: its value is not an address such as tcp://a:5659; give several with blanks between them',
      '[Zmq] publish: its value is not an address such as tcp://0.0.0.0:5659; give several with blanks between them',
      '[Zmq] create: "maybe" is none of off, adopt, open',
      '[Zmq] word: has to be a word of 8 to 100 characters without blanks, or @file for a file that holds it',
      '[Zmq] curve: "yes" is none of off, on, known',
    ],
    sound: allBut('zmq'),
  },
  {
    name: '0MQ with a public key that is none',
    ini: `${OFF}[Zmq]\nconnect = tcp://a:5659,abc\n`,
    faults: ['[Zmq] connect: what follows the comma of tcp://a:5659 is no public key of 40 characters'],
    sound: allBut('zmq'),
  },
  {
    name: 'a door for strangers that is neither off, adopt nor open',
    ini: `${OFF}[Watch]\npyremto = ask\ncreate = on\nprobesatonce = 17\n`,
    faults: [
      '[Watch] pyremto: "ask" is none of off, adopt, open',
      '[Watch] create: "on" is none of off, adopt, open',
      '[Watch] probesatonce: "17" is not a number of looks from 1 to 16',
    ],
    sound: allBut('watch'),
  },
  {
    name: 'nothing at all',
    ini: '',
    faults: [`[Monitoring] heartbeatfrequency: has no value; give it one of ${CHOICES}`],
    sound: allBut('monitoring'),
  },
  {
    name: 'only comments',
    ini: '; heartbeatfrequency = 5\n# [Monitoring]\n\n',
    faults: [`[Monitoring] heartbeatfrequency: has no value; give it one of ${CHOICES}`],
    sound: allBut('monitoring'),
  },
  frequency('missing', '', `has no value; give it one of ${CHOICES}`),
  frequency('empty', 'heartbeatfrequency =', `has no value; give it one of ${CHOICES}`),
  frequency('empty before a comment', 'heartbeatfrequency = ; 10', `has no value; give it one of ${CHOICES}`),
  frequency('7', 'heartbeatfrequency = 7', `"7" is not one of ${CHOICES}`),
  frequency('abc', 'heartbeatfrequency = abc', `"abc" is not one of ${CHOICES}`),
  frequency('-5', 'heartbeatfrequency = -5', `"-5" is not one of ${CHOICES}`),
  frequency('5.0', 'heartbeatfrequency = 5.0', `"5.0" is not one of ${CHOICES}`),
  frequency('05', 'heartbeatfrequency = 05', `"05" is not one of ${CHOICES}`),
  frequency('10 minutes', 'heartbeatfrequency = 10 minutes', `"10 minutes" is not one of ${CHOICES}`),
  frequency('true', 'heartbeatfrequency = true', `"true" is not one of ${CHOICES}`),
  frequency(
    'a URL in the wrong line',
    'heartbeatfrequency = https://nosnch.in/secret',
    `its value is not one of ${CHOICES}`,
  ),
  {
    name: 'a URL whose line is indented, and so continues the frequency',
    ini: '[Monitoring]\nheartbeatfrequency = 10\n  heartbeaturl = https://nosnch.in/secret\n',
    faults: [
      '[Monitoring] heartbeatfrequency: goes on in the indented line below; write it in one line, and begin the next key without blanks',
    ],
    sound: allBut('monitoring'),
  },
  url('that is empty', '', "is empty; enter the receiver's URL, or set heartbeatfrequency = Off"),
  url(
    'of ftp',
    'ftp://nosnch.in/secret',
    'is not a usable URL. Only http:// and https:// can be used, not ftp:.',
  ),
  url('without a scheme', '//nosnch.in/secret', 'is not a usable URL. Add https: (or http:) in front.'),
  url(
    'with a blank',
    'https://nosnch.in/sec ret',
    'is not a usable URL. There is a blank inside the URL; write it as %20, or remove it.',
  ),
  url(
    'without a host',
    'https:///secret',
    'is not a usable URL. The host is missing: a name or an address belongs after the two slashes.',
  ),
  {
    name: 'a bad URL although heartbeating is Off',
    ini: `${OFF}heartbeaturl = nosnch.in/secret\n`,
    faults: ['[Monitoring] heartbeaturl: is not a usable URL. Add https:// (or http://) in front.'],
    sound: allBut('monitoring'),
  },
  {
    name: 'a switch that is neither on nor off',
    ini: `${OFF}heartbeatcatchup = maybe\n`,
    faults: ['[Monitoring] heartbeatcatchup: "maybe" is neither on nor off'],
    sound: allBut('monitoring'),
  },
  web('port 0', 'port = 0', 'port: "0" is not a port number from 1 to 65535'),
  web('port 65536', 'port = 65536', 'port: "65536" is not a port number from 1 to 65535'),
  web('a port in words', 'port = http', 'port: "http" is not a port number from 1 to 65535'),
  web(
    'a host that is a URL',
    'host = http://pi',
    'host: its value is not an address to listen on, such as 0.0.0.0 (all), 127.0.0.1 or ::1',
  ),
  web(
    'a certificate without its key',
    'tlscert = /etc/pi.pem',
    'tlskey: tlscert and tlskey are needed together; give both, or leave both empty',
  ),
  web(
    'a key without its certificate',
    'tlskey = /etc/pi.key',
    'tlskey: tlscert and tlskey are needed together; give both, or leave both empty',
  ),
  web('a bad trustproxy', 'trustproxy = 2', 'trustproxy: "2" is neither on nor off'),
  web(
    'a host name with a scheme',
    'hostnames = pi.example.org, https://pi',
    'hostnames: its value is not a host name; give bare names, with blanks between them',
  ),
  {
    name: 'a prefix that is no name, and a join that is neither on nor off',
    ini: `${OFF}[Redis]\nprefix = {home}\njoin = perhaps\n`,
    faults: [
      '[Redis] prefix: needs letters and digits, such as home; - . and _ may stand between them',
      '[Redis] join: "perhaps" is neither on nor off',
    ],
    sound: allBut('redis'),
  },
  {
    name: 'a Redis URL of http, with a password in it',
    ini: `${OFF}[Redis]\nurl = http://:secret@redis\n`,
    faults: [
      "[Redis] url: is neither a redis:// or rediss:// URL nor a socket's path; leave it empty for the appliance's own server",
    ],
    sound: allBut('redis'),
  },
  proxy(
    'of SOCKS',
    'socks5://user:secret@proxy.lan:1080',
    'is no address of a proxy, such as http://proxy.example.org:3128. Only http:// and https:// can be used, not socks5:.',
  ),
  proxy(
    'with a port that is none',
    'user:secret@proxy.lan:x',
    'is no address of a proxy, such as http://proxy.example.org:3128. The port after the colon has to be a number from 1 to 65535.',
  ),
  proxy(
    'that is a script',
    'http://wpad.lan/proxy.pac?secret',
    'has more behind the port of the proxy; remove that (a proxy.pac cannot be used)',
  ),
  {
    name: 'a section that stands twice',
    ini: `${OFF}[Login]\nusername = a\n[LOGIN]\nusername = b\n`,
    faults: [
      '[LOGIN] stands twice, in lines 3 and 5; keep one of them',
      '[LOGIN] username: stands twice, in lines 4 and 6; keep one of them',
    ],
    sound: ['monitoring'],
  },
  {
    name: 'a key that stands twice',
    ini: `${OFF}[Web]\nport = 1\nPort = 2\n[Redis]\n[Login]\n`,
    faults: ['[Web] port: stands twice, in lines 4 and 5; keep one of them'],
    sound: ['monitoring', 'redis', 'login'],
  },
  {
    name: 'a line that is no key, with a secret in it',
    ini: `${OFF}https//secret\n[Web]\n[Redis]\n[Login]\n`,
    faults: [
      '[Monitoring] line 3 is neither "key = value" nor a [section]; mend it, or put a ; in front of it',
    ],
    sound: ['web', 'redis', 'login'],
  },
  {
    name: 'a line before the first section',
    ini: `port = 1\n${OFF}[Web]\n[Redis]\n[Login]\n`,
    faults: ["line 1 stands before the first [section]; put the section's name above it"],
    sound: ['monitoring', 'web', 'redis', 'login'],
  },
  {
    name: 'a broken header, which makes a secret of [Login] seem to be of [Web] (no log-in by default then)',
    ini: `${OFF}[Redis]\n[Web]\nport = 80\n[Login\npasswordhash = secret\n`,
    faults: ['[Web] line 6 is neither "key = value" nor a [section]; mend it, or put a ; in front of it'],
    sound: ['monitoring', 'redis'],
  },
  {
    name: 'everything wrong at once',
    ini: '[Monitoring]\nheartbeatfrequency = 7\nheartbeaturl = x\n[Web]\nport = x\ntrustproxy = x\n[Redis]\nurl = x\n',
    faults: [
      `[Monitoring] heartbeatfrequency: "7" is not one of ${CHOICES}`,
      '[Monitoring] heartbeaturl: is not a usable URL. Add https:// (or http://) in front.',
      '[Web] port: "x" is not a port number from 1 to 65535',
      '[Web] trustproxy: "x" is neither on nor off',
      "[Redis] url: is neither a redis:// or rediss:// URL nor a socket's path; leave it empty for the appliance's own server",
    ],
    sound: allBut('monitoring', 'web', 'redis'),
  },
  {
    name: 'a channel of an unknown kind, one without what it needs, and one with too much',
    ini: `${OFF}[channel.Pigeon]\nkind = pigeon\n[channel.a b]\nkind = ntfy\n[channel.hook]\nkind = webhook\nurl = secret\nmethod = DELETE\ncolour = red\n`,
    faults: [
      `[channel.Pigeon] kind: has to be one of ${Object.keys(CHANNEL_KINDS).join(', ')}`,
      '[channel.a b] the name may hold small letters, digits, - and _ only (at most 50)',
      '[channel.a b] topic: is empty. Everybody who knows it can read along; choose one that nobody guesses.',
      '[channel.hook] url: Add https:// (or http://) in front.',
      '[channel.hook] method: has to be one of POST, PUT, GET',
      '[channel.hook] colour: is no setting of webhook; there are url, method, body, headers',
    ],
    sound: allBut('channels'),
  },
  {
    name: 'a check without a schedule, and one with two',
    ini: `${OFF}[check.none]\n[check.both]\nperiod = 5m\ncron = 0 3 * * *\n`,
    faults: [
      '[check.none] has no schedule; give it a period, cron or oncalendar',
      '[check.both] has both period and cron; keep one of them',
    ],
    sound: allBut('checks'),
  },
  {
    name: 'a check of which all is wrong',
    ini: `${OFF}[check.Backup]
period = soon
grace = 5 fortnights
failuresbeforealert = many
reminders = nightly
methods = put
recovery = maybe
id = 1
`,
    faults: [
      '[check.Backup] period: "soon" is not a span of time such as 90s, 5m, 1h30m or 2d',
      '[check.Backup] id: is not a UUID; leave it empty for one of our own',
      '[check.Backup] grace: "5 fortnights" is not a span of time such as 90s, 5m, 1h30m or 2d',
      '[check.Backup] failuresbeforealert: "many" is not a number',
      '[check.Backup] reminders: "nightly" is not one of always, 5m, 10m, 1h, 1d, change',
      '[check.Backup] recovery: "maybe" is neither on nor off',
      '[check.Backup] methods: "put" is neither any nor post',
    ],
    sound: allBut('checks'),
  },
  {
    name: 'a check whose words cannot be',
    ini: `${OFF}[check.x]\nperiod = 1d\nslug = Über\nshortestgap = 2d\nquiethours = at night\n`,
    faults: [
      '[check.x] slug: may hold small letters, digits, - and _ only (at most 100)',
      '[check.x] shortestgap: has to be shorter than the period',
      '[check.x] quiethours: have to be two times of day such as 22:00-07:00',
    ],
    sound: allBut('checks'),
  },
  {
    name: 'a check with keys that there are not, and cron fields out of their range',
    ini: `${OFF}[check.x]\nperiod = 1d\nchannnels = phone\n[check.y]\ncron = 0 25 * * *\n`,
    faults: [
      `[check.x] channnels: is no setting of a check; there are ${CHECK_KEYS.join(', ')}`,
      '[check.y] cron: "25" is not an hour from 0 to 23, nor a range or a step of them',
    ],
    sound: allBut('checks'),
  },
  {
    name: 'probes with faults of every kind,',
    ini: [
      OFF,
      '[check.a]\nprobe = pong nas\n',
      '[check.b]\nprobe = tcp\nevery = often\nexpected = 220\n',
      '[check.c]\nprobe = tcp nas:445\nperiod = 1d\ngrace = 1h\n',
      '[check.d]\nprobe = tcp nas:445\nevery = 10s\ntimeout = 20s\nblindafter = 1s\n',
      '[check.e]\nprobe = tcp\ntargets = nas:445, nas, nas:445\n',
      '[check.f]\nperiod = 1d\nevery = 1m\ntargets = a:1\n',
      '[check.g]\nprobe = tcp nas:445\ntargets = a:1, b:2\n',
    ].join(''),
    faults: [
      '[check.a] probe: has to begin with one of http, tcp, tls, dns, ping, batchy, clock, mail-loop, inbox, peer, checker, disk, memory, load, temperature, throttled, files, heartbeat, unit, command, checker-job',
      `[check.b] expected: is no setting of a check; there are ${[...CHECK_KEYS, 'send', 'secondopinion'].join(', ')}`,
      '[check.b] every: "often" is neither a span such as 30s or 5m nor minute, hour, day or noon',
      '[check.b] probe: tcp has no target. Such as 192.168.1.20:445, nas.local:22 or [2001:db8::1]:25.',
      '[check.c] period: has no place beside a probe, which looks as often as "every" says; remove the line',
      '[check.c] grace: has no place beside a probe, which looks as often as "every" says; remove the line',
      '[check.d] timeout: has to be no longer than the time between two looks',
      '[check.d] blindafter: has to be from the time between two looks to 31 days',
      '[check.e] targets: names a target twice',
      '[check.e] targets: "nas" has no port; write it behind a colon, such as nas.local:445',
      '[check.f] every: belongs to a probe; name one by probe = KIND TARGET, or remove the line',
      '[check.f] targets: belongs to a probe; name one by probe = KIND TARGET, or remove the line',
      '[check.g] targets: stands beside a target in probe; keep one of them',
    ],
    sound: allBut('checks'),
  },
  {
    name: 'checks that never come true, and all that is wrong with one schedule',
    ini: `${OFF}[check.a]\ncron = 0 12 30 2 *\n[check.b]\noncalendar = *-04-31\n[check.c]\ncron = 0 0 31 6 *\ntimezone = Berlin\n`,
    faults: [
      '[check.a] cron: never comes true; choose a day that exists',
      '[check.b] oncalendar: never comes true; choose a day that exists',
      '[check.c] timezone: "Berlin" is not a time zone such as Europe/Berlin or UTC',
      '[check.c] cron: never comes true; choose a day that exists',
    ],
    sound: allBut('checks'),
  },
  {
    name: 'two checks that are one',
    ini: `${OFF}[check.x]\nperiod = 1d\nid = 0f6f5b1e-7a4c-4d7d-9e0b-3b3f5d2c1a00\n[check.y]\nperiod = 1d\nid = 0F6F5B1E-7a4c-4d7d-9e0b-3b3f5d2c1a00\n[check. X]\nperiod = 1d\n`,
    faults: [
      '[check.y] id: is that of [check.x] too; give each check one of its own',
      '[check. X] has the name of [check.x]; give each check one of its own',
    ],
    sound: allBut('checks'),
  },
  {
    name: 'a gate that looks at the heartbeats themselves',
    ini: '[Monitoring]\nheartbeatfrequency = Off\nheartbeatgates = nas, own\n[check.own]\nprobe = heartbeat\n',
    faults: [
      '[Monitoring] heartbeatgates: "own" looks at the heartbeats themselves, and one that is withheld would withhold all others; take it out',
    ],
    sound: allBut('monitoring'),
  },
  {
    name: 'probes of this machine with settings that cannot be',
    ini: [
      OFF,
      '[check.a]\nprobe = disk photos\nfree = much\n',
      '[check.b]\nprobe = memory /\n',
      '[check.c]\nprobe = files /srv/*/a.jpg\ncount = 5-3\n',
      '[check.d]\nprobe = unit a b\nstate = well\n',
      '[check.e]\nprobe = command df | grep sda\n',
      '[check.f]\nprobe = command sh -c "a ; b"\n',
      '[check.g]\nprobe = checker-job jobs\njoblimit = short\n',
    ].join(''),
    faults: [
      '[check.a] probe: has to be a whole path, such as /mnt/photos',
      '[check.a] free: has to be a share such as 10% or a size such as 500M or 2G',
      '[check.b] probe: memory has no target; write memory alone',
      '[check.c] probe: may have * and ? in its last part only, and ** alone before that: /srv/photos/**/*.jpg',
      '[check.c] count: has to be a number such as 3 or a range such as 0-100',
      '[check.d] probe: is no name of a unit; write one such as nginx.service',
      '[check.d] state: has to be one of active, succeeded',
      "[check.e] probe: has | outside quotation marks, which only a shell understands; quote it, or write sh -c '...'",
      '[check.f] probe: has a quotation mark that is not closed; in the INI, ; and # behind a blank begin a comment',
      '[check.g] probe: has to be a whole path, such as /var/lib/intvlm8r/checker/jobs',
      '[check.g] joblimit: has to be a span of time such as 20s',
    ],
    sound: allBut('checks'),
  },
  {
    name: 'checks with odd expressions',
    ini: `${OFF}[check.a]\ncron = sometimes\n[check.b]\noncalendar = Mon *-*~30\n[check.c]\ncron = 0 3 * * *\ntimezone = Mars/Base\n`,
    faults: [
      '[check.a] cron: is not a cron expression of five fields such as 30 2 * * 1-5 (minute, hour, day, month, weekday)',
      '[check.b] oncalendar: "30" is not a day before the end of a month from 1 to 28',
      '[check.c] timezone: its value is not a time zone such as Europe/Berlin or UTC',
    ],
    sound: allBut('checks'),
  },
]
