/** INI texts that cannot be used, each with exactly what it must say, and the sections that can be used all the same. */
export interface FaultyIni {
  readonly name: string
  readonly ini: string
  readonly says: readonly string[]
  readonly sound: readonly string[]
}

const ALL = ['monitoring', 'web', 'redis', 'login']
const BUT_MONITORING = ['web', 'redis', 'login']
const BUT_WEB = ['monitoring', 'redis', 'login']
const CHOICES = 'Off, 5, 10, 15, 20, 30, 60 (minutes)'
const OFF = '[Monitoring]\nheartbeatfrequency = Off\n'

const frequency = (name: string, line: string, reason: string): FaultyIni => ({
  name: `a frequency that is ${name}`,
  ini: `[Monitoring]\n${line}\nheartbeaturl = https://example.org/x\n`,
  says: [`[Monitoring] heartbeatfrequency: ${reason}`],
  sound: BUT_MONITORING,
})

const url = (name: string, value: string, reason: string): FaultyIni => ({
  name: `a URL ${name}`,
  ini: `[Monitoring]\nheartbeatfrequency = 10\nheartbeaturl = ${value}\n`,
  says: [`[Monitoring] heartbeaturl: ${reason}`],
  sound: BUT_MONITORING,
})

const web = (name: string, lines: string, reason: string): FaultyIni => ({
  name,
  ini: `${OFF}[Web]\n${lines}\n`,
  says: [`[Web] ${reason}`],
  sound: BUT_WEB,
})

export const FAULTY: readonly FaultyIni[] = [
  {
    name: 'nothing at all',
    ini: '',
    says: [`[Monitoring] heartbeatfrequency: has no value; give it one of ${CHOICES}`],
    sound: BUT_MONITORING,
  },
  {
    name: 'only comments',
    ini: '; heartbeatfrequency = 5\n# [Monitoring]\n\n',
    says: [`[Monitoring] heartbeatfrequency: has no value; give it one of ${CHOICES}`],
    sound: BUT_MONITORING,
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
    `what it says is not one of ${CHOICES}`,
  ),
  {
    name: 'a URL whose line is indented, and so continues the frequency',
    ini: '[Monitoring]\nheartbeatfrequency = 10\n  heartbeaturl = https://nosnch.in/secret\n',
    says: [
      '[Monitoring] heartbeatfrequency: goes on in the indented line below; write it in one line, and begin the next key without blanks',
    ],
    sound: BUT_MONITORING,
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
    says: ['[Monitoring] heartbeaturl: is not a usable URL. Add https:// (or http://) in front.'],
    sound: BUT_MONITORING,
  },
  {
    name: 'a switch that is neither on nor off',
    ini: `${OFF}heartbeatcatchup = maybe\n`,
    says: ['[Monitoring] heartbeatcatchup: "maybe" is neither on nor off'],
    sound: BUT_MONITORING,
  },
  web('port 0', 'port = 0', 'port: "0" is not a port number from 1 to 65535'),
  web('port 65536', 'port = 65536', 'port: "65536" is not a port number from 1 to 65535'),
  web('a port in words', 'port = http', 'port: "http" is not a port number from 1 to 65535'),
  web(
    'a host that is a URL',
    'host = http://pi',
    'host: what it says is not an address to listen on, such as 0.0.0.0 (all), 127.0.0.1 or ::1',
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
    'hostnames: what it says is not a host name; give bare names, with blanks between them',
  ),
  {
    name: 'a Redis URL of http, with a password in it',
    ini: `${OFF}[Redis]\nurl = http://:secret@redis\n`,
    says: [
      "[Redis] url: is neither a redis:// or rediss:// URL nor a socket's path; leave it empty for the appliance's own server",
    ],
    sound: ['monitoring', 'web', 'login'],
  },
  {
    name: 'a section that stands twice',
    ini: `${OFF}[Login]\nusername = a\n[LOGIN]\nusername = b\n`,
    says: [
      '[LOGIN] stands twice, in lines 3 and 5; keep one of them',
      '[LOGIN] username: stands twice, in lines 4 and 6; keep one of them',
    ],
    sound: ['monitoring'],
  },
  {
    name: 'a key that stands twice',
    ini: `${OFF}[Web]\nport = 1\nPort = 2\n[Redis]\n[Login]\n`,
    says: ['[Web] port: stands twice, in lines 4 and 5; keep one of them'],
    sound: BUT_WEB,
  },
  {
    name: 'a line that is no key, with a secret in it',
    ini: `${OFF}https//secret\n[Web]\n[Redis]\n[Login]\n`,
    says: [
      '[Monitoring] line 3 is neither "key = value" nor a [section]; mend it, or put a ; in front of it',
    ],
    sound: BUT_MONITORING,
  },
  {
    name: 'a line before the first section',
    ini: `port = 1\n${OFF}[Web]\n[Redis]\n[Login]\n`,
    says: ["line 1 stands before the first [section]; put the section's name above it"],
    sound: ALL,
  },
  {
    name: 'a broken header, which makes a secret of [Login] seem to be of [Web] (no log-in by default then)',
    ini: `${OFF}[Redis]\n[Web]\nport = 80\n[Login\npasswordhash = secret\n`,
    says: ['[Web] line 6 is neither "key = value" nor a [section]; mend it, or put a ; in front of it'],
    sound: ['monitoring', 'redis'],
  },
  {
    name: 'everything wrong at once',
    ini: '[Monitoring]\nheartbeatfrequency = 7\nheartbeaturl = x\n[Web]\nport = x\ntrustproxy = x\n[Redis]\nurl = x\n',
    says: [
      `[Monitoring] heartbeatfrequency: "7" is not one of ${CHOICES}`,
      '[Monitoring] heartbeaturl: is not a usable URL. Add https:// (or http://) in front.',
      '[Web] port: "x" is not a port number from 1 to 65535',
      '[Web] trustproxy: "x" is neither on nor off',
      "[Redis] url: is neither a redis:// or rediss:// URL nor a socket's path; leave it empty for the appliance's own server",
    ],
    sound: ['login'],
  },
]
