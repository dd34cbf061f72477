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

On 2026-11-29, five runs of 29 minutes, on two cores at a load of 1 to 34: three members (2071 and 3303), two (3301) and five (3302
and 3305), and one of 21 minutes, two (3306): 681, 703, 622, 712, 713 and 408 outages were owed, and all were told; no alarm was
false (of one side: 2, 3, 2, 0, 3, 0), none was out of order, nothing acknowledged was lost, and each double is proved. The first run of 3303 (709 owed) had nine faults of three
causes, which are mended: a message that its sender had given up in a cut was delivered by the system 22 s after the cut (the same
program resets such connections now); two members found the opposite about which of two incidents was the older one, since one of
them knew an outage by the moment at which the check had become unheard to it; and a member that stood still was named 0.6 s too late, as
the one on duty lost its channels at that moment. Before that, three members (2071, 500 s) told one outage 1.8 s too early: a message that a cut had held
up made an old signal young, and is asked for again now. Earlier runs, on trees before these and other mends, have the faults that they had. In the evening of that day three
members (505905, 240 s, a load of 19 to 25) showed that the end of a false alarm did not go to a mail server that had not confirmed its beginning, which
is mended; the false alarm itself was of one side, which had begun 50 ms before the other one's answer, and the judge knows that now.
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
