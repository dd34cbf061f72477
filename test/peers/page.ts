/** The words of docs/peers-runs.md. */

/** Where the rows of a run are until the page is written. */
export const ROWS = 'build/peers'

export const INTRODUCTION = `# Groups at random

Written by \`npm run test:peers\`: groups of two, three and five members, as they ship, each with a network namespace, a state
folder, a private Redis, a web app and a worker of its own. The ways between them have 2 to 42 ms of delay and jitter, one in four loses
2 % of its packets, and each direction is cut by itself: a switch between the namespaces does that, so the kernel needs no netem. At
random, mostly one after the other and now and then two at a time: programs and members die (\`kill -9\`) or stand still
(SIGSTOP), ways are cut in one direction or both, the group falls in two, a member reaches nobody, is heard by nobody, hears nobody,
loses its cable, its services or its senders. The clocks of web apps and workers are off by up to a minute; Redis, which
bears no faked clock, has the machine's. The services (a webhook, a stand-in for PagerDuty, a mail server) refuse 2 % of the messages, take 2 % and then cut the connection, and are slow for up to three seconds.

Eight senders at a time, with a period of 8 s and a grace of 4 s, check in, fall silent, fail and recover. A third of them know one
address, the others several. They write down each 2xx, the services each message with its sender and key. A
model that knows nothing but that (\`test/judge\`) says what should have been told; \`takeover\` is 10 s, or another one where the row has it (\`PEERS_TAKEOVER=20\`: period
and grace are twice as long then, too). \`SEED\` chooses the run, \`PEERS_SECONDS\` its length, \`PEERS_MEMBERS=3\` the groups;
\`build/peers\` has what happened. **Bold** columns are faults.

- *owed*: outages that had to be told, counted for each channel: a member that knew of it and could deliver lived for
  \`takeover\` and 10 s without a further death or cut.
- *after*: from the beginning of the outage, or the last death or cut before the message: median, 95 %, longest.
- *load*: of the machine's two cores, one minute's average at the beginning and the end. The members of a group share them with
  whatever else runs.
- *false alarms*, *of one side*: a member that was apart from all that got the sender's signals since told what its side knew, and
  said so in the message.
- *twice, proved*: the same message with the same key, where the first one's sender died or stood still, members were cut from each
  other, or the service's answer was cut; by the records of the test itself.

Open on 2026-11-29: the runs of 25 and 30 minutes had 2, 4 and 9 faults among 629, 710 and 597 that were owed, on the tree before
these were mended. Nine were notices of a silent member, and the outages in it, that did not go out since a silence that was over
too early had used up their key; a member that had stood still took the others for silent, told a resolve again, and had too old an age of a signal.
Two shorter runs on the mended tree: five members (2051) had one notice of silence told twice after a standstill (mended since, not run
again); two members (2052) had one fault that is **open**: a check that failed for 0.3 s just as the other member was cut off. The member on duty let the
trigger lapse, and sent the message of its end all the same; the other one told the trigger later. So the last message of that outage on
a channel for messages said *down*. Of the short runs the one false alarm of three and the six of five members were the judge's (it knows
which members could have learnt of a signal since), and one outage was told 1.5 s late, as two members gave way to each other (mended).
`

export const COLUMNS = [
  'date',
  'commit',
  'members',
  'seed',
  'length',
  'load',
  'clocks off',
  'events',
  'checks',
  'check-ins acknowledged',
  '**lost**',
  'owed',
  '**not told**',
  'after',
  'messages',
  '**false alarms**',
  '**out of order**',
  '**two keys**',
  'twice, proved',
  '**twice without**',
  '**wrong in the end**',
]

export const CATCH_UP = `## Catching up

Seconds until a member has all of another one's checks with their last signals, from the start of its programs: at first; after
it was away while each got a signal, a thousand other plans, and a hundred were removed; and after the web app and worker of
either were killed. Both members and their servers share the cores of one machine, with whatever else runs on it (load).
`

export const CATCH_UP_COLUMNS = [
  'date',
  'commit',
  'checks',
  'at first',
  'a week behind',
  'restart of the home',
  'restart of the other',
  'processor seconds, at first',
  'load',
]
