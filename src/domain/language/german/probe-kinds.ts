/** The kinds of probes with their settings, and their faults. */
export const probeKinds: Readonly<Record<string, string>> = {
  'TCP port': 'TCP-Port',
  'Something accepts connections at a host and port.': 'Etwas nimmt Verbindungen an einem Host und Port an.',
  'Host and port': 'Host und Port',
  'Such as 192.168.1.20:445, nas.local:22 or [2001:db8::1]:25.':
    'Etwa 192.168.1.20:445, nas.local:22 oder [2001:db8::1]:25.',
  Send: 'Senden',
  'A line to send first; empty: nothing.': 'Eine Zeile, die zuerst gesendet wird; leer: nichts.',
  Expect: 'Erwarten',
  'Text that has to be in the answer; empty: a connection is enough.':
    'Text, der in der Antwort stehen muss; leer: Eine Verbindung genügt.',
  'TLS certificate': 'TLS-Zertifikat',
  'A certificate is valid for some time yet.': 'Ein Zertifikat ist noch eine Weile gültig.',
  'Such as example.org, mail.example.org:465 or [2001:db8::1]:443.':
    'Etwa example.org, mail.example.org:465 oder [2001:db8::1]:443.',
  Days: 'Tage',
  'Fewer days of validity than these are a failure.':
    'Weniger Tage Gültigkeit als diese sind ein Fehlschlag.',
  'has to be a number of days': 'muss eine Anzahl Tage sein',
  'Warning days': 'Warntage',
  'Fewer days than these are a warning; empty: no warning.':
    'Weniger Tage als diese sind eine Warnung; leer: keine Warnung.',
  Verify: 'Prüfen',
  'on: the host name and the authorities have to be right, too; name: the host name only.':
    'on: Auch der Hostname und die Zertifizierungsstellen müssen stimmen; name: nur der Hostname.',
  'Host name': 'Hostname',
  'The name that the certificate is asked for; empty: the host.':
    'Der Name, nach dem das Zertifikat gefragt wird; leer: der Host.',
  STARTTLS: 'STARTTLS',
  'smtp or imap, where the connection is encrypted only after a greeting; empty: from the start.':
    'smtp oder imap, wo die Verbindung erst nach einer Begrüßung verschlüsselt wird; leer: von Anfang an.',
  Authorities: 'Zertifizierungsstellen',
  'With verify = on, a PEM file of the authorities that alone are trusted; empty: as for everything else.':
    'Mit verify = on eine PEM-Datei der Zertifizierungsstellen, denen allein vertraut wird; leer: wie bei allem anderen.',
  'has to be more than days ({days}), or it would never come':
    'muss mehr als days ({days}) sein, sonst käme sie nie',
  'is of use only with verify = on; add that, or remove the line':
    'nützt nur mit verify = on; das ergänzen, oder die Zeile entfernen',
  'DNS record': 'DNS-Eintrag',
  'A name has the records that it should have.': 'Ein Name hat die Einträge, die er haben soll.',
  'Such as example.org; for PTR an address such as 192.0.2.1.':
    'Etwa example.org; für PTR eine Adresse wie 192.0.2.1.',
  Record: 'Eintrag',
  'One of {choices}.': 'Einer von {choices}.',
  'Name server': 'Nameserver',
  "The address of the name server to be asked, such as 1.1.1.1 or 192.168.1.1:53; empty: this machine's.":
    'Die Adresse des Nameservers, der gefragt wird, etwa 1.1.1.1 oder 192.168.1.1:53; leer: der dieser Maschine.',
  'Values that have to be among the records, with commas between them (of TXT a single one); nxdomain: the name must not exist; empty: any.':
    'Werte, die unter den Einträgen sein müssen, durch Kommas getrennt (von TXT ein einzelner); nxdomain: Den Namen darf es nicht geben; leer: beliebige.',
  Ping: 'Ping',
  'A machine answers to ping (ICMP echo).': 'Eine Maschine antwortet auf ping (ICMP-Echo).',
  'Such as 192.168.1.1, nas.local or 2001:db8::1.': 'Etwa 192.168.1.1, nas.local oder 2001:db8::1.',
  Packets: 'Pakete',
  'So many are sent, from 1 to 20.': 'So viele werden gesendet, von 1 bis 20.',
  'has to be a number from 1 to 20': 'muss eine Zahl von 1 bis 20 sein',
  Loss: 'Verlust',
  'A greater loss than this is a failure, in percent; a smaller one is a warning.':
    'Ein größerer Verlust als dieser ist ein Fehlschlag, in Prozent; ein kleinerer ist eine Warnung.',
  'has to be a percentage from 0 to 99': 'muss ein Prozentsatz von 0 bis 99 sein',
  "This machine's clock is right.": 'Die Uhr dieser Maschine geht richtig.',
  'Time server': 'Zeitserver',
  'An NTP server such as pool.ntp.org or 192.168.1.1; without one it only has to be set by one.':
    'Ein NTP-Server wie pool.ntp.org oder 192.168.1.1; ohne einen muss sie nur von einem gestellt sein.',
  'A greater difference from the server is a failure: 500ms, 2s.':
    'Ein größerer Unterschied zum Server ist ein Fehlschlag: 500ms, 2s.',
  Slow: 'Langsam',
  'A success that took longer has a warning: 500ms, 2s; empty: never.':
    'Ein Erfolg, der länger dauerte, hat eine Warnung: 500ms, 2s; leer: nie.',
  'IP version': 'IP-Version',
  '4 or 6; empty: whichever answers.': '4 oder 6; leer: welche antwortet.',
  'Second opinion': 'Zweite Meinung',
  'on: peers look, too, before it is down; off: they do not; empty: where the address is a public one.':
    'on: Auch Nachbarn messen, bevor sie als ausgefallen gilt; off: nicht; leer: wo die Adresse öffentlich ist.',
  'Web address': 'Webadresse',
  'A web server answers as it should.': 'Ein Webserver antwortet, wie er soll.',
  URL: 'URL',
  'Such as https://example.org/health.': 'Etwa https://example.org/health.',
  'Statuses and ranges with commas between them, such as 200-299, 401.':
    'Statuscodes und Bereiche, durch Kommas getrennt, etwa 200-299, 401.',
  Contains: 'Enthält',
  'Text that has to be in the answer; empty: any answer will do.':
    'Text, der in der Antwort stehen muss; leer: jede Antwort genügt.',
  Matches: 'Passt auf',
  'A regular expression that has to match the answer, such as /ready|idle/i.':
    'Ein regulärer Ausdruck, der auf die Antwort passen muss, etwa /ready|idle/i.',
  JSON: 'JSON',
  'A condition about an answer in JSON, such as $.status = ok or $.disks[0].free > 10.':
    'Eine Bedingung an eine Antwort in JSON, etwa $.status = ok oder $.disks[0].free > 10.',
  'Expected headers': 'Erwartete Kopfzeilen',
  'Headers of the answer and what they have to hold: Name: text, with | between several.':
    'Kopfzeilen der Antwort und was sie enthalten müssen: Name: Text, mit | zwischen mehreren.',
  'GET unless the service wants another one.': 'GET, sofern der Dienst keine andere will.',
  'To send: Name: value, with | between several.': 'Zum Senden: Name: Wert, mit | zwischen mehreren.',
  'To send with POST or PUT.': 'Mit POST oder PUT zu senden.',
  'For basic authentication.': 'Für Basic Authentication.',
  'Of that user.': 'Dieses Benutzers.',
  'Bearer token': 'Bearer-Token',
  'Sent as Authorization: Bearer.': 'Als Authorization: Bearer gesendet.',
  Redirects: 'Umleitungen',
  'As many are followed at most; 0: a redirect is the answer.':
    'So vielen wird höchstens gefolgt; 0: Eine Umleitung ist die Antwort.',
  'has to be a number from 0 to 20': 'muss eine Zahl von 0 bis 20 sein',
  'A PEM file of the authorities that alone are trusted; empty: as for everything else.':
    'Eine PEM-Datei der Zertifizierungsstellen, denen allein vertraut wird; leer: wie bei allem anderen.',
  'holds a user or a password; name them as username and password instead':
    'enthält einen Benutzer oder ein Passwort; sie stattdessen als username und password angeben',
  'stands beside username or password; keep one of them':
    'steht neben username oder password; nur eines davon behalten',
  'is without a username': 'ist ohne Benutzer',
  'cannot be judged with method HEAD, whose answer has no body':
    'lässt sich mit der Methode HEAD nicht beurteilen, deren Antwort keinen Inhalt hat',
  'is not sent with {method}; choose POST or PUT': 'wird mit {method} nicht gesendet; POST oder PUT wählen',
  'has to be a share such as 10% or a size such as 500M or 2G':
    'muss ein Anteil wie 10% oder eine Größe wie 500M oder 2G sein',
  'has to be a span of time such as 90s, 2h or 1d': 'muss eine Zeitspanne wie 90s, 2h oder 1d sein',
  Disk: 'Datenträger',
  'A file system of this machine has room, and takes what is written to it.':
    'Ein Dateisystem dieser Maschine hat Platz und nimmt, was darauf geschrieben wird.',
  'A folder on that file system, such as / or /mnt/photos.':
    'Ein Ordner auf diesem Dateisystem, etwa / oder /mnt/photos.',
  'has to be a whole path, such as /mnt/photos': 'muss ein ganzer Pfad sein, etwa /mnt/photos',
  Free: 'Frei',
  'At least so much: 5%, or 2G.': 'Mindestens so viel: 5%, oder 2G.',
  'Free inodes': 'Freie Inodes',
  'Room for at least so many more files: 5%, or 10000.':
    'Platz für mindestens so viele weitere Dateien: 5%, oder 10000.',
  'has to be a share such as 5% or a number such as 10000':
    'muss ein Anteil wie 5% oder eine Zahl wie 10000 sein',
  Memory: 'Arbeitsspeicher',
  'This machine has memory left.': 'Diese Maschine hat noch Speicher frei.',
  'In use': 'Belegt',
  'At most so much: 90%, or 800M.': 'Höchstens so viel: 90%, oder 800M.',
  Load: 'Last',
  'This machine keeps up with its work.': 'Diese Maschine kommt mit ihrer Arbeit nach.',
  'Load of a core': 'Last eines Kerns',
  'At most so much, as the average of five minutes: 2.': 'Höchstens so viel, im Mittel von fünf Minuten: 2.',
  'has to be a number such as 2 or 1.5': 'muss eine Zahl wie 2 oder 1.5 sein',
  Temperature: 'Temperatur',
  'This machine is not too hot.': 'Diese Maschine ist nicht zu heiß.',
  'Thermal zone': 'Thermische Zone',
  'Its type, such as cpu-thermal; empty: the hottest one.': 'Ihre Art, etwa cpu-thermal; leer: die heißeste.',
  'Degrees Celsius': 'Grad Celsius',
  'At most so many; a Pi slows down at 80.': 'Höchstens so viele; ein Pi drosselt bei 80.',
  'has to be a number of degrees such as 75': 'muss eine Gradzahl wie 75 sein',
  'Voltage of a Pi': 'Spannung eines Pi',
  'The Pi has the voltage that it needs, and is not slowed down.':
    'Der Pi hat die Spannung, die er braucht, und ist nicht gedrosselt.',
  Files: 'Dateien',
  'The newest or oldest file of a folder, or their number: the newest photo is younger than 2 h.':
    'Die neueste oder älteste Datei eines Ordners, oder ihre Anzahl: Das neueste Foto ist jünger als 2 h.',
  'Folder and pattern': 'Ordner und Muster',
  'Such as /srv/photos, /srv/photos/*.jpg or, with the folders below, /srv/photos/**/*.jpg.':
    'Etwa /srv/photos, /srv/photos/*.jpg oder, mit den Ordnern darunter, /srv/photos/**/*.jpg.',
  Newest: 'Neueste',
  'The newest file is no older: 2h. Empty: any age.':
    'Die neueste Datei ist nicht älter: 2h. Leer: jedes Alter.',
  Oldest: 'Älteste',
  'No file is older: 1d. Empty: any age.': 'Keine Datei ist älter: 1d. Leer: jedes Alter.',
  Number: 'Anzahl',
  'At least so many, or from and to: 3, or 0-100. Empty: one, or any where only the oldest counts.':
    'Mindestens so viele, oder von und bis: 3, oder 0-100. Leer: eine, oder beliebig viele, wo nur die älteste zählt.',
  'has to be a number such as 3 or a range such as 0-100':
    'muss eine Zahl wie 3 oder ein Bereich wie 0-100 sein',
  Size: 'Größe',
  'A smaller file does not count: 10K. Empty: any size.':
    'Eine kleinere Datei zählt nicht: 10K. Leer: jede Größe.',
  'has to be a size such as 10K or 2M': 'muss eine Größe wie 10K oder 2M sein',
  'Own heartbeat': 'Eigener Heartbeat',
  "This appliance's own heartbeats go out when they are due.":
    'Die eigenen Heartbeats dieses Geräts gehen hinaus, wenn sie fällig sind.',
  'Unit of systemd': 'Unit von systemd',
  'A service runs, or the last run of a job succeeded.':
    'Ein Dienst läuft, oder der letzte Lauf eines Auftrags war erfolgreich.',
  Unit: 'Unit',
  'Such as nginx, backup.service or backup.timer.': 'Etwa nginx, backup.service oder backup.timer.',
  'is no name of a unit; write one such as nginx.service':
    'ist kein Name einer Unit; einen wie nginx.service schreiben',
  State: 'Zustand',
  'active: it runs. succeeded: its last run ended well.':
    'active: Sie läuft. succeeded: Ihr letzter Lauf endete gut.',
  Within: 'Innerhalb',
  'With succeeded: the last run ended no longer ago, such as 25h. Empty: any time since the boot.':
    'Mit succeeded: Der letzte Lauf endete vor nicht mehr als so langer Zeit, etwa 25h. Leer: irgendwann seit dem Start.',
  'has to be a span of time such as 2m or 10m': 'muss eine Zeitspanne wie 2m oder 10m sein',
  'The name of a mail account, such as home.': 'Der Name eines Mailkontos, etwa home.',
  'is no name of a mail account, such as home': 'ist kein Name eines Mailkontos, etwa home',
  'has to be from {least} s to {most} minutes': 'muss von {least} s bis {most} Minuten sein',
  'Mail loop': 'Mailschleife',
  'A mail that an account sends to itself arrives.':
    'Eine Mail, die ein Konto an sich selbst sendet, kommt an.',
  'The mail may take so long: 10m.': 'Die Mail darf so lange brauchen: 10m.',
  'An arrival that took longer has a warning: 2m.': 'Eine Ankunft, die länger dauerte, hat eine Warnung: 2m.',
  'The only folder to look in; empty: the inbox, spam and trash.':
    'Der einzige Ordner, der durchsucht wird; leer: Posteingang, Spam und Papierkorb.',
  'Expected mail': 'Erwartete Mail',
  'Mails with certain senders and subjects came in time.':
    'Mails mit bestimmten Absendern und Betreffen kamen rechtzeitig.',
  Senders: 'Absender',
  'Addresses, or parts of them such as @example.org, with commas between them; any of them will do. Empty: anybody.':
    'Adressen, oder Teile davon wie @example.org, durch Kommas getrennt; jede davon genügt. Leer: beliebig.',
  Subjects: 'Betreffe',
  'All of them have to come; several have | with blanks around it between them.':
    'Alle müssen kommen; mehrere haben | mit Leerzeichen darum zwischen sich.',
  Match: 'Vergleich',
  'Whether a subject has to be the same, to contain the text, or to match a regular expression.':
    'Ob ein Betreff gleich sein, den Text enthalten oder auf einen regulären Ausdruck passen muss.',
  'Ignore case': 'Groß-/Kleinschreibung übergehen',
  'on: great is Great.': 'on: great ist Great.',
  'Delivery from': 'Zustellung ab',
  'Mails from this time of day on count: 03:00. Later than the check: of the day before.':
    'Mails ab dieser Uhrzeit zählen: 03:00. Später als die Prüfung: vom Tag davor.',
  'Time zone of the delivery': 'Zeitzone der Zustellung',
  'Where it is another one than that of the check; empty: the same.':
    'Wo sie eine andere als die der Prüfung ist; leer: dieselbe.',
  'Empty: all mails where the server has such a folder, else the inbox.':
    'Leer: alle Mails, wo der Server einen solchen Ordner hat, sonst der Posteingang.',
  'has more than two addresses': 'hat mehr als zwei Adressen',
  'is not a usable address. {sentence}': 'ist keine brauchbare Adresse. {sentence}',
  Peer: 'Nachbar',
  'Another heartbeat appliance is well, and proves that it is the one.':
    'Ein anderes Heartbeat-Gerät ist wohlauf und beweist, dass es das richtige ist.',
  'Of its page, such as http://office.example.org:8080; a second one, over another network, behind a blank.':
    'Seiner Seite, etwa http://office.example.org:8080; eine zweite, über ein anderes Netz, hinter einem Leerzeichen.',
  Key: 'Schlüssel',
  'As `intvlm8r peer invite` makes it, the same on both sides.':
    'Wie `intvlm8r peer invite` ihn macht, auf beiden Seiten derselbe.',
  'is no key of 43 characters, as `intvlm8r peer invite` makes them':
    'ist kein Schlüssel von 43 Zeichen, wie `intvlm8r peer invite` sie macht',
  'A greater difference between both clocks is a failure: 2s, 1m.':
    'Ein größerer Unterschied zwischen beiden Uhren ist ein Fehlschlag: 2s, 1m.',
  Checker: 'Checker',
  'A Checker is well, or another program that answers as it does.':
    'Ein Checker ist wohlauf, oder ein anderes Programm, das wie er antwortet.',
  'Such as http://office.example.org:5000.': 'Etwa http://office.example.org:5000.',
  'A program succeeds; lines of its output may be checks of their own.':
    'Ein Programm ist erfolgreich; Zeilen seiner Ausgabe können eigene Prüfungen sein.',
  'Command line': 'Befehlszeile',
  'A program and its arguments, run without a shell, such as /usr/local/bin/check-backup --days 2.':
    'Ein Programm und seine Argumente, ohne Shell ausgeführt, etwa /usr/local/bin/check-backup --days 2.',
  'Jobs of Checker': 'Jobs von Checker',
  'The jobs in a folder of Checker, unchanged; each becomes a check of its own.':
    'Die Jobs in einem Ordner von Checker, unverändert; jeder wird eine eigene Prüfung.',
  'The folder of the jobs, such as /var/lib/intvlm8r/checker/jobs.':
    'Der Ordner der Jobs, etwa /var/lib/intvlm8r/checker/jobs.',
  'has to be a whole path, such as /var/lib/intvlm8r/checker/jobs':
    'muss ein ganzer Pfad sein, etwa /var/lib/intvlm8r/checker/jobs',
  "Checker's settings.cfg, which jobs may read; empty: the one beside the folder, if there is one.":
    'Checkers settings.cfg, die Jobs lesen dürfen; leer: die neben dem Ordner, falls es eine gibt.',
  States: 'Zustände',
  "Checker's file of states: jobs that fail there go on as they are, and are not reported anew.":
    'Checkers Datei der Zustände: Jobs, die dort fehlschlagen, gehen so weiter und werden nicht neu gemeldet.',
  'Limit of a job': 'Grenze eines Jobs',
  'A job that takes longer is stopped, and has failed: 20s.':
    'Ein Job, der länger dauert, wird beendet und gilt als fehlgeschlagen: 20s.',
  'has to be a span of time such as 20s': 'muss eine Zeitspanne wie 20s sein',
  'Left out': 'Ausgelassen',
  'Names of files, with commas between them, whose jobs are not run.':
    'Namen von Dateien, durch Kommas getrennt, deren Jobs nicht laufen.',
  'has to begin with one of {choices}': 'muss mit einem von diesen beginnen: {choices}',
  'Batch job': 'Batch-Job',
  'A workflow that a batchy server keeps account of ran lately, and well.':
    'Ein Workflow, über den ein batchy-Server Buch führt, lief kürzlich, und gut.',
  'Server and workflow': 'Server und Workflow',
  'The address of the batchy server and the name of the workflow, such as http://batch.lan:8050 nightly.':
    'Die Adresse des batchy-Servers und der Name des Workflows, etwa http://batch.lan:8050 nightly.',
  Latency: 'Latenz',
  'The last run may be so long ago: 60m, 26h.': 'Der letzte Lauf darf so lange her sein: 60m, 26h.',
  'has to be a span of time such as 60m or 26h': 'muss eine Zeitspanne wie 60m oder 26h sein',
  Since: 'Ab',
  'Whether the start or the end of the last run counts.':
    'Ob der Anfang oder das Ende des letzten Laufs zählt.',
  'From this share of the latency on there is a warning: 80%; off: never.':
    'Ab diesem Anteil der Latenz gibt es eine Warnung: 80%; off: nie.',
  'has to be a percentage from 1 to 99, or off': 'muss ein Prozentsatz von 1 bis 99 sein, oder off',
  'holds a user or a password, which a target must not':
    'enthält einen Benutzer oder ein Passwort, was ein Ziel nicht darf',
  'has more than a path; give the address of the server alone':
    'hat mehr als einen Pfad; nur die Adresse des Servers angeben',
  'names no workflow; write it behind the address, as in http://batch.lan:8050 nightly':
    'nennt keinen Workflow; ihn hinter die Adresse schreiben, wie in http://batch.lan:8050 nightly',
  'names a workflow of more than {n} characters': 'nennt einen Workflow von mehr als {n} Zeichen',
  'is no regular expression ({fault})': 'ist kein regulärer Ausdruck ({fault})',
  'has to be a time of day such as 03:00': 'muss eine Uhrzeit wie 03:00 sein',
  'Check at': 'Prüfen um',
  'The time of day of the look: 09:00. With a shorter interval it looks from then on until midnight.':
    'Die Uhrzeit der Messung: 09:00. Mit einem kürzeren Abstand wird von da an bis Mitternacht gemessen.',
  Weekdays: 'Wochentage',
  'Such as mon-fri, or mon, wed, sat; empty: every day.':
    'Etwa mon-fri, oder mon, wed, sat; leer: jeden Tag.',
  'have to be days such as mon-fri or mon, wed, sat': 'müssen Tage wie mon-fri oder mon, wed, sat sein',
  'belongs to a checktime; add one, or remove the line':
    'gehört zu einer checktime; eine ergänzen, oder die Zeile entfernen',
  'has to be a whole path, such as /srv/photos/*.jpg': 'muss ein ganzer Pfad sein, etwa /srv/photos/*.jpg',
  'may have * and ? in its last part only, and ** alone before that: /srv/photos/**/*.jpg':
    'darf * und ? nur im letzten Teil haben, und ** allein davor: /srv/photos/**/*.jpg',
  'is a URL; enter the host and the port only, such as nas.local:445':
    'ist eine URL; nur Host und Port eingeben, etwa nas.local:445',
  'has to have an IPv6 address in brackets, such as [2001:db8::1]:25':
    'muss eine IPv6-Adresse in Klammern haben, etwa [2001:db8::1]:25',
  'has no port; write it behind a colon, such as nas.local:445':
    'hat keinen Port; ihn hinter einen Doppelpunkt schreiben, etwa nas.local:445',
  'has to be a host and a port from 1 to 65535, such as nas.local:445':
    'muss ein Host mit einem Port von 1 bis 65535 sein, etwa nas.local:445',
  'is a URL; enter the host only, such as nas.local': 'ist eine URL; nur den Host eingeben, etwa nas.local',
  'has a port, which is of no use here; remove it': 'hat einen Port, der hier nichts nützt; entfernen',
  'has to be a name or an address, such as nas.local or 192.168.1.20':
    'muss ein Name oder eine Adresse sein, etwa nas.local oder 192.168.1.20',
  'has to be an address, such as 192.168.1.1, 192.168.1.1:53 or [2001:db8::1]:53':
    'muss eine Adresse sein, etwa 192.168.1.1, 192.168.1.1:53 oder [2001:db8::1]:53',
  'has to be a path, perhaps with a comparison, such as $.status = ok or $.disks[0].free > 10':
    'muss ein Pfad sein, vielleicht mit einem Vergleich, etwa $.status = ok oder $.disks[0].free > 10',
  'has to be statuses and ranges with commas between them, such as 200-299, 401':
    'müssen Statuscodes und Bereiche mit Kommas dazwischen sein, etwa 200-299, 401',
  'ends with a backslash': 'endet mit einem Backslash',
  "has {sign} outside quotation marks, which only a shell understands; quote it, or write sh -c '...'":
    "hat {sign} außerhalb von Anführungszeichen, was nur eine Shell versteht; in Anführungszeichen setzen, oder sh -c '...' schreiben",
  'has a quotation mark that is not closed; in the INI, ; and # behind a blank begin a comment':
    'hat ein Anführungszeichen, das nicht geschlossen wird; in der INI beginnen ; und # hinter einem Leerzeichen einen Kommentar',
  'names no program': 'nennt kein Programm',
  '{kind} runs programs, and only the INI may do that':
    '{kind} führt Programme aus, und nur die INI darf das',
  'has to be from 5 s to 31 days, or minute, hour, day or noon':
    'muss von 5 s bis 31 Tagen sein, oder minute, hour, day oder noon',
  'has to be from 0.1 s to 10 minutes': 'muss von 0.1 s bis 10 Minuten sein',
  'has to be no longer than the time between two looks':
    'darf nicht länger sein als die Zeit zwischen zwei Messungen',
  'follows from patience for {probe}; remove it': 'folgt bei {probe} aus patience; entfernen',
  'has to be at least {span}: a look may take twice its patience, and a minute':
    'muss mindestens {span} sein: Eine Messung darf das Doppelte ihrer Geduld und eine Minute dauern',
  'has to be from the time between two looks to 31 days':
    'muss von der Zeit zwischen zwei Messungen bis 31 Tage sein',
  '{kind} has no target; write {kind} alone': '{kind} hat kein Ziel; {kind} allein schreiben',
  '{kind} has no target. {sentence}': '{kind} hat kein Ziel. {sentence}',
  'There is an invisible character ({what}) {words}; remove it, or type the URL anew.':
    'Es gibt ein unsichtbares Zeichen ({what}) {words}; entfernen, oder die URL neu eintippen.',
  'Write two slashes after {scheme}:, as in {scheme}://example.org/ping.':
    'Zwei Schrägstriche nach {scheme}: schreiben, wie in {scheme}://example.org/ping.',
  'has to be a span of time such as 500ms, 2s or 1m': 'muss eine Zeitspanne wie 500ms, 2s oder 1m sein',
}
