/** Faults of the INI, of the files that it names, and of forms: each goes on after the name of a key or a field. */
export const faults: Readonly<Record<string, string>> = {
  '[{section}] {key}: {reason}': '[{section}] {key}: {reason}',
  '[{section}] {reason}': '[{section}] {reason}',
  'its value': 'sein Wert',
  'begins with @, which names a file, and only the INI may do that; enter the secret itself':
    'beginnt mit @, was eine Datei nennt, und das darf nur die INI; bitte das Geheimnis selbst eingeben',
  'is no setting of {what}; did you mean {key}?': 'ist keine Einstellung für {what}; ist {key} gemeint?',
  'is no setting of {what}; there are {keys}': 'ist keine Einstellung für {what}; es gibt {keys}',
  'a mail account': 'ein Mailkonto',
  'may hold small letters, digits, - and _ only (at most 50)':
    'darf nur Kleinbuchstaben, Ziffern, - und _ enthalten (höchstens 50)',
  'is empty. {sentence}': 'ist leer. {sentence}',
  'holds an invisible (control) character; type it anew':
    'enthält ein unsichtbares Zeichen (Steuerzeichen); bitte neu eintippen',
  'names a file, and only the INI may do that': 'nennt eine Datei, und das darf nur die INI',
  'is not a port number from 1 to 65535': 'ist keine Portnummer von 1 bis 65535',
  'is no JSON; put its places in quotation marks':
    'ist kein JSON; Platzhalter bitte in Anführungszeichen setzen',
  'is empty, and so is the IMAP server; an account needs one of them':
    'ist leer, der IMAP-Server auch; ein Konto braucht einen davon',
  'is empty, and the user is no address; enter the address of the account':
    'ist leer, und der Benutzer ist keine Adresse; bitte die Adresse des Kontos eingeben',
  'need an IMAP server; enter one': 'brauchen einen IMAP-Server; bitte einen eingeben',
  'stands beside a refresh token, which makes it needless; keep one of them':
    'steht neben einem Refresh-Token, das es überflüssig macht; bitte nur eines behalten',
  'is empty, and a refresh token needs it': 'ist leer, und ein Refresh-Token braucht es',
  'is of use only with a refresh token; enter that, or remove it':
    'nützt nur mit einem Refresh-Token; bitte dieses eingeben oder es entfernen',
  'is taken by another account': 'gehört schon einem anderen Konto',
  'have to be Name: value, with | between several': 'muss Name: Wert sein, mehrere mit | dazwischen',
  'is no address of a proxy, such as http://proxy.example.org:3128. {sentence}':
    'ist keine Adresse eines Proxys wie http://proxy.example.org:3128. {sentence}',
  'has more behind the port of the proxy; remove that (a proxy.pac cannot be used)':
    'hat mehr nach dem Port des Proxys; bitte entfernen (eine proxy.pac ist nicht verwendbar)',
  'is empty; give the key a name': 'ist leer; bitte dem Schlüssel einen Namen geben',
  'has to be plain text of at most 100 characters': 'muss einfacher Text von höchstens 100 Zeichen sein',
  'is taken by another key': 'gehört schon einem anderen Schlüssel',
  'cannot be taken: there are {n} keys; revoke one first':
    'geht nicht: es gibt schon {n} Schlüssel; bitte zuerst einen widerrufen',
  'Name {reason}.': 'Der Name {reason}.',
  'has more behind the server than the number of a database, such as /1':
    'hat hinter dem Server mehr als die Nummer einer Datenbank wie /1',
  'has a user or password with a stray %: write %25 for a %':
    'hat Benutzer oder Passwort mit einem einzelnen %: für ein % bitte %25 schreiben',
  'has more behind the nodes; a Cluster has no numbers of databases':
    'hat mehr nach den Knoten; ein Cluster hat keine Nummern von Datenbanken',
  "needs the Sentinels' name for the primary behind them, such as /mymaster":
    'braucht nach den Sentinels deren Namen für den primären Server, etwa /mymaster',
  'has an unknown word behind the ?; there are {keys}': 'hat ein unbekanntes Wort nach dem ?; es gibt {keys}',
  'has to look like redis+sentinel://user:password@host1:26379,host2:26379/mymaster or redis+cluster://a:6379,b:6379 (rediss+ for TLS)':
    'muss aussehen wie redis+sentinel://user:password@host1:26379,host2:26379/mymaster oder redis+cluster://a:6379,b:6379 (rediss+ für TLS)',
  'has nearly the same name as {name}; rename one of them':
    'heißt fast wie {name}; bitte eines davon umbenennen',
  'is a batchy check, and etl.cfg names no server in [batchy]':
    'ist eine batchy-Prüfung, und etl.cfg nennt in [batchy] keinen Server',
  'latency_min has to be more than 0': 'latency_min muss größer als 0 sein',
  'is an email check, and etl.cfg names no email in [google_apps]':
    'ist eine E-Mail-Prüfung, und etl.cfg nennt in [google_apps] keine E-Mail',
  'senders have commas in them; list them one by one': 'senders enthalten Kommas; bitte einzeln aufführen',
  'is neither a redis:// URL nor off; leave it empty for the server that etl.cfg names':
    'ist weder eine redis://-URL noch off; leer lassen für den Server, den etl.cfg nennt',
  'goes beyond the {n} checks that an INI may make; make the others on the page or by the API':
    'geht über die {n} Prüfungen hinaus, die eine INI anlegen darf; weitere bitte auf der Seite oder per API anlegen',
  'names more than {n} targets; divide them among several checks':
    'nennt mehr als {n} Ziele; bitte auf mehrere Prüfungen verteilen',
  'is for one check, and there is one for each of the targets; remove the line':
    'gilt für eine Prüfung, und es gibt eine je Ziel; bitte die Zeile entfernen',
  'has no place beside a probe, which looks as often as "every" says; remove the line':
    'passt nicht neben eine Messung, die so oft nachsieht, wie "every" sagt; bitte die Zeile entfernen',
  'has no schedule; give it a period, cron or oncalendar':
    'hat keinen Zeitplan; bitte period, cron oder oncalendar angeben',
  'has both {key} and {key2}; keep one of them': 'hat sowohl {key} als auch {key2}; bitte eines behalten',
  'is not a UUID; leave it empty for one of our own': 'ist keine UUID; leer lassen für eine eigene',
  'process {pid} is editing {path} and does not finish; try again, or end it':
    'Prozess {pid} bearbeitet {path} und wird nicht fertig; bitte noch einmal versuchen oder ihn beenden',
  '{path} was not changed: {reason}': '{path} wurde nicht geändert: {reason}',
  'the disk takes no more files (df -i); remove some that are not needed, and try again':
    'der Datenträger nimmt keine Dateien mehr an (df -i); bitte unnötige entfernen und noch einmal versuchen',
  'the disk is full; free some space in {folder} and try again':
    'der Datenträger ist voll; bitte Platz in {folder} schaffen und noch einmal versuchen',
  'the disk quota is used up; free some space in {folder} and try again':
    'das Kontingent ist aufgebraucht; bitte Platz in {folder} schaffen und noch einmal versuchen',
  '{folder} is on a read-only file system; mount it read-write and try again':
    '{folder} ist auf einem schreibgeschützten Dateisystem; bitte beschreibbar einhängen und noch einmal versuchen',
  'this user (uid {n}) may not write in {folder}; change its owner or mode':
    'dieser Benutzer (uid {n}) darf in {folder} nicht schreiben; bitte Eigentümer oder Rechte ändern',
  'this user (uid {n}) may not keep the owner of {path}; change its owner':
    'dieser Benutzer (uid {n}) kann den Eigentümer von {path} nicht erhalten; bitte den Eigentümer ändern',
  'the folder {folder} does not exist; make it': 'der Ordner {folder} fehlt; bitte anlegen',
  'editing {path} failed: the system reports {code}':
    '{path} ließ sich nicht bearbeiten: das System meldet {code}',
  "the INI's {section} cannot be used: {reason}": '{section} der INI ist nicht verwendbar: {reason}',
  '{reason}; {path} cannot be used either ({code})': '{reason}; auch {path} ist nicht verwendbar ({code})',
  'does not exist': 'gibt es nicht',
  "may not be read by the appliance's user; put it beside the INI, or change its owner or mode":
    'darf der Benutzer des Geräts nicht lesen; bitte neben die INI legen oder Eigentümer oder Rechte ändern',
  'is a folder; name the file in it': 'ist ein Ordner; bitte die Datei darin nennen',
  '{path} is too large for a file of certificates': '{path} ist zu groß für eine Datei mit Zertifikaten',
  '{path} holds no certificate in PEM (-----BEGIN CERTIFICATE-----)':
    '{path} enthält kein Zertifikat in PEM (-----BEGIN CERTIFICATE-----)',
  '{path} holds a damaged certificate, at place {n}':
    '{path} enthält ein beschädigtes Zertifikat, an Stelle {n}',
  'cannot be read ({code})': 'ist nicht lesbar ({code})',
  'the name {reason}': 'der Name {reason}',
  'is no section of ours; did you mean [{name}]?': 'ist keiner unserer Abschnitte; ist [{name}] gemeint?',
  'is no key of this section; did you mean {key}?':
    'ist kein Schlüssel dieses Abschnitts; ist {key} gemeint?',
  '"{name}" looks at the heartbeats themselves, and one that is withheld would withhold all others; take it out':
    '"{name}" sieht auf die Heartbeats selbst, und ein zurückgehaltener würde alle weiteren zurückhalten; bitte herausnehmen',
  '{what} is neither {values}': '{what} ist nicht {values}',
  'belongs to a section [check.NAME]; a peer has {keys}':
    'gehört in einen Abschnitt [check.NAME]; ein Nachbar hat {keys}',
  '{what} is none of {values}; off: none of them': '{what} ist nichts von {values}; off: nichts davon',
  'has to be host names or addresses, such as nas.local or *.example.org':
    'müssen Rechnernamen oder Adressen sein, etwa nas.local oder *.example.org',
  'is for watches of our own kind; a Checker cannot be a member':
    'ist für Wachen unserer Art; ein Checker kann kein Mitglied sein',
  'has to be less than {n} times every; look less often, or take a shorter one':
    'muss weniger als {n} mal every sein; bitte seltener nachsehen oder einen kürzeren Wert nehmen',
  'stands beside failuresbeforealert; keep one of them':
    'steht neben failuresbeforealert; bitte nur eines behalten',
  '{what} is not a span of time such as 90s, 5m or 1h': '{what} ist keine Zeitspanne wie 90s, 5m oder 1h',
  'needs a channel of its own, and there is a section [channel.{name}]; give that another name':
    'braucht einen eigenen Kanal, und es gibt einen Abschnitt [channel.{name}]; bitte diesem einen anderen Namen geben',
  'is a mail address, and no section [channel.NAME] of the kind email, nor [mail.NAME] with smtphost, says how to send; add one, or name a channel':
    'ist eine Mailadresse, und weder ein Abschnitt [channel.NAME] der Art email noch [mail.NAME] mit smtphost sagt, wie gesendet wird; bitte einen hinzufügen oder einen Kanal nennen',
  'belongs to a probe; name one by probe = KIND TARGET, or remove the line':
    'gehört zu einer Messung; bitte eine mit probe = KIND TARGET nennen oder die Zeile entfernen',
  'stands beside a target in probe; keep one of them':
    'steht neben einem Ziel in probe; bitte nur eines behalten',
  'has a comma and no word; leave it empty, or write one':
    'enthält ein Komma und kein Wort; bitte leer lassen oder eines schreiben',
  'names a target twice': 'nennt ein Ziel zweimal',
  'has nothing between two commas, or at an end; remove that comma':
    'enthält zwischen zwei Kommas oder an einem Ende nichts; bitte dieses Komma entfernen',
  '{what} is neither a span such as 30s or 5m nor minute, hour, day or noon':
    '{what} ist weder eine Spanne wie 30s oder 5m noch minute, hour, day oder noon',
  '{what} is not a span of time such as 90s, 5m, 1h30m or 2d':
    '{what} ist keine Zeitspanne wie 90s, 5m, 1h30m oder 2d',
  'goes on in the indented line below; write it in one line, and begin the next key without blanks':
    'geht in der eingerückten Zeile darunter weiter; bitte in eine Zeile schreiben und den nächsten Schlüssel ohne Leerzeichen beginnen',
  '{what} is neither on nor off': '{what} ist weder on noch off',
  '{what} is none of {values}': '{what} ist nichts von {values}',
  'tlscert and tlskey are needed together; give both, or leave both empty':
    'tlscert und tlskey gehören zusammen; bitte beide angeben oder beide leer lassen',
  'has no place in a watch that is divided by [Redis] shards; take one of both out':
    'passt nicht in eine Wache, die durch [Redis] shards geteilt ist; bitte eines von beiden herausnehmen',
  'is not a key that this appliance made; type "sudo intvlm8r second-factor off" on the appliance':
    'ist kein Schlüssel, den dieses Gerät erzeugt hat; auf dem Gerät "sudo intvlm8r second-factor off" eingeben',
  'has no value; give it one of {list}': 'hat keinen Wert; bitte einen davon angeben: {list}',
  '{what} is not one of {list}': '{what} ist keiner von {list}',
  '{values} (minutes)': '{values} (Minuten)',
  "is empty; enter the receiver's URL, or set heartbeatfrequency = Off":
    'ist leer; bitte die URL des Empfängers eingeben oder heartbeatfrequency = Off setzen',
  'is not a usable URL. {sentence}': 'ist keine verwendbare URL. {sentence}',
  'has a colon; write the port as port = 8080':
    'enthält einen Doppelpunkt; den Port bitte als port = 8080 schreiben',
  '{what} is not an address to listen on, such as 0.0.0.0 (all), 127.0.0.1 or ::1':
    '{what} ist keine Adresse zum Lauschen wie 0.0.0.0 (alle), 127.0.0.1 oder ::1',
  '{what} is no span such as 30m or 2h, from 1m to 400d':
    '{what} ist keine Spanne wie 30m oder 2h, von 1m bis 400d',
  '{what} is not a port number from 1 to 65535': '{what} ist keine Portnummer von 1 bis 65535',
  '{what} is not a host name; give bare names, with blanks between them':
    '{what} ist kein Rechnername; bitte bloße Namen mit Leerzeichen dazwischen angeben',
  'needs letters and digits, such as home; - . and _ may stand between them':
    'braucht Buchstaben und Ziffern, etwa home; - . und _ dürfen dazwischen stehen',
  '{what} is not a number of servers from 1 to 9': '{what} ist keine Zahl von Servern von 1 bis 9',
  "needs servers that copy each other: name them in url. The appliance's own has no copy":
    'braucht Server, die einander kopieren: bitte in url nennen. Der eigene des Geräts hat keine Kopie',
  '{what} is not a number of parts from 1 to {n}': '{what} ist keine Zahl von Teilen von 1 bis {n}',
  "divides the checks among the nodes of a Cluster: name them in url. The appliance's own server is one":
    'verteilt die Prüfungen auf die Knoten eines Clusters: bitte in url nennen. Der eigene Server des Geräts ist ein einziger',
  "is neither a redis:// or rediss:// URL nor a socket's path; leave it empty for the appliance's own server":
    'ist weder eine redis://- oder rediss://-URL noch der Pfad eines Sockets; leer lassen für den eigenen Server des Geräts',
  '{what} is not a number of looks from 1 to {n}': '{what} ist keine Zahl von Messungen von 1 bis {n}',
  '{what} is neither own nor group': '{what} ist weder own noch group',
  '{what} is not a rank from 1 (the first) to 99': '{what} ist kein Rang von 1 (der erste) bis 99',
  '{what} is not a span of time from 5s to 1h, such as 2m':
    '{what} ist keine Zeitspanne von 5s bis 1h, etwa 2m',
  '{what} is not an address such as tcp://0.0.0.0:5659; give several with blanks between them':
    '{what} ist keine Adresse wie tcp://0.0.0.0:5659; mehrere bitte mit Leerzeichen dazwischen',
  '{what} is not an address such as tcp://a:5659; give several with blanks between them':
    '{what} ist keine Adresse wie tcp://a:5659; mehrere bitte mit Leerzeichen dazwischen',
  'what follows the comma of {address} is no public key of 40 characters':
    'was nach dem Komma von {address} steht, ist kein öffentlicher Schlüssel mit 40 Zeichen',
  'has to be a word of 8 to 100 characters without blanks, or @file for a file that holds it':
    'muss ein Wort von 8 bis 100 Zeichen ohne Leerzeichen sein, oder @file für eine Datei, die es enthält',
  'it has stray or doubled lines, which have to be mended by hand first':
    'sie hat verirrte oder doppelte Zeilen, die zuerst von Hand zu berichtigen sind',
  'put back a good one (see intvlm8r.example.ini)':
    'bitte eine gute zurücklegen (siehe intvlm8r.example.ini)',
  '{path} is a folder; the INI has to be a file': '{path} ist ein Ordner; die INI muss eine Datei sein',
  '{path} is not a regular file; the INI has to be one':
    '{path} ist keine gewöhnliche Datei; die INI muss eine sein',
  '{path} is larger than 1 MB, which no INI is; {reason}':
    '{path} ist größer als 1 MB, was keine INI ist; {reason}',
  '{path} does not exist; copy intvlm8r.example.ini there and fill it in':
    '{path} gibt es nicht; bitte intvlm8r.example.ini dorthin kopieren und ausfüllen',
  '{path} may not be read by this user (uid {n}); change its owner or mode':
    '{path} darf dieser Benutzer (uid {n}) nicht lesen; bitte Eigentümer oder Rechte ändern',
  '{path} cannot be read: {reason}': '{path} ist nicht lesbar: {reason}',
  'stands twice, in lines {n} and {n2}; keep one of them':
    'steht zweimal da, in Zeile {n} und {n2}; bitte eine behalten',
  'line {n} is neither "key = value" nor a [section]; mend it, or put a ; in front of it':
    'Zeile {n} ist weder "key = value" noch ein [section]; bitte berichtigen oder ein ; davor setzen',
  "line {n} stands before the first [section]; put the section's name above it":
    'Zeile {n} steht vor dem ersten [section]; bitte den Namen des Abschnitts darüber setzen',
  'line {n} goes beyond the {n2} {what} that an INI may have; make checks on the page or by the API':
    'Zeile {n} geht über die {n2} {what} hinaus, die eine INI haben darf; Prüfungen bitte auf der Seite oder per API anlegen',
  'has to be a list of checks by their names, such as "my check:" and its keys below':
    'muss eine Liste von Prüfungen bei ihren Namen sein, etwa "my check:" mit Schlüsseln darunter',
  'has more than {n} checks': 'hat mehr als {n} Prüfungen',
  '{key} is no key of a check; there are {keys}': '{key} ist kein Schlüssel einer Prüfung; es gibt {keys}',
  'has no name': 'hat keinen Namen',
  'has to have keys such as type and check_time below it':
    'muss Schlüssel wie type und check_time darunter haben',
  'has to be email or batchy': 'muss email oder batchy sein',
  'is missing': 'fehlt',
  'has to be a text': 'muss ein Text sein',
  'is missing; give it a time such as 09:00': 'fehlt; bitte eine Zeit wie 09:00 angeben',
  'has to be a time such as 09:00': 'muss eine Zeit wie 09:00 sein',
  'has to be a number': 'muss eine Zahl sein',
  'has to be a list of texts': 'muss eine Liste von Texten sein',
  'is no integration key': 'ist kein Integration Key',
  'goes beyond {n} items': 'geht über {n} Einträge hinaus',
  'has to be a list of items, or {"expected": [items]}':
    'muss eine Liste von Einträgen sein, oder {"expected": [items]}',
  'is where it stops being JSON': 'ab hier ist es kein JSON mehr',
  'is where it stops being YAML: {message}': 'ab hier ist es kein YAML mehr: {message}',
  'has to be an object such as {"sender": "clientA", "event": "nightly", ...}':
    'muss ein Objekt sein wie {"sender": "clientA", "event": "nightly", ...}',
  'is no field; there are {keys}': 'ist kein Feld; es gibt {keys}',
  'is no field; did you mean {key}?': 'ist kein Feld; ist {key} gemeint?',
  'is not a UUID; leave it out for one of our own': 'ist keine UUID; weglassen für eine eigene',
  'is missing; give it a text': 'fehlt; bitte einen Text angeben',
  'begins or ends with a blank': 'beginnt oder endet mit einem Leerzeichen',
  'is no name that a message can have: up to {n} visible characters':
    'ist kein Name, den eine Nachricht haben kann: bis zu {n} sichtbare Zeichen',
  'has a slash, which no sender of a message has':
    'hat einen Schrägstrich, was kein Absender einer Nachricht hat',
  'is none of {values}': 'ist nichts von {values}',
  'has to be true or false': 'muss true oder false sein',
  'has no time; give it periodicity, periods and times, or cron, oncalendar or period':
    'hat keine Zeit; bitte periodicity, periods und times angeben, oder cron, oncalendar oder period',
  'has both {keys}; keep one of them': 'hat mehrere: {keys}; bitte eines behalten',
  'belongs to a periodicity': 'gehört zu einer periodicity',
  'has to be seconds, or text such as "1h30m"': 'müssen Sekunden sein, oder Text wie "1h30m"',
  'is none of {values}; or give a cron, oncalendar or period instead':
    'ist nichts von {values}; stattdessen geht auch cron, oncalendar oder period',
  'has to be a list of numbers such as [2, 3]': 'muss eine Liste von Zahlen sein wie [2, 3]',
  'has no meaning with DAY, which is every day; leave it out':
    'ist ohne Bedeutung bei DAY, was jeder Tag ist; bitte weglassen',
  'a weekday from 1 (Sunday) to 7 (Saturday)': 'ein Wochentag von 1 (Sonntag) bis 7 (Samstag)',
  'a day of the month from 1 to 31': 'ein Tag des Monats von 1 bis 31',
  'is empty; each is {what}': 'ist leer; jedes ist {what}',
  'has to be a list of 1 to {n} times of day such as ["10:30"]':
    'muss eine Liste von 1 bis {n} Tageszeiten sein wie ["10:30"]',
  'is no time of day such as "10:30"': 'ist keine Tageszeit wie "10:30"',
  'has the name of [{name}]': 'heißt wie [{name}]',
  'is that of [{name}] too': 'ist auch der von [{name}]',
  'give each check one of its own': 'bitte jeder Prüfung einen eigenen geben',
  'the value for [{section}] {key} {reason}': 'der Wert für [{section}] {key} {reason}',
  'cannot stand in an INI: it may not hold control characters, nor begin or end with a blank, nor have a ; or # at its start or after a blank, nor be in quotes':
    'kann nicht in einer INI stehen: er darf keine Steuerzeichen enthalten, nicht mit einem Leerzeichen beginnen oder enden, kein ; oder # am Anfang oder nach einem Leerzeichen haben und nicht in Anführungszeichen stehen',
  '{path} is not UTF-8 text; {reason}, or save it as UTF-8':
    '{path} ist kein Text in UTF-8; {reason}, oder sie als UTF-8 speichern',

  // Why the copy outside Redis cannot be written.
  'the disk is full': 'der Datenträger ist voll',
  'the disk quota is used up': 'das Speicherkontingent ist aufgebraucht',
  'the disk is read-only': 'der Datenträger ist schreibgeschützt',
  'the state folder may not be written to': 'in den Zustandsordner darf nicht geschrieben werden',
  'a folder stands in its place; remove it': 'an seiner Stelle steht ein Ordner; bitte entfernen',
  'the disk reports an error': 'der Datenträger meldet einen Fehler',

  // Secrets in files of their own.
  '{what} cannot be used ({reason})': '{what} ist nicht verwendbar ({reason})',
  'is empty': 'ist leer',
  'is no regular file': 'ist keine gewöhnliche Datei',
  'is too long for a secret': 'ist zu lang für ein Geheimnis',
  'is not UTF-8 text; save it as UTF-8': 'ist kein Text in UTF-8; bitte als UTF-8 speichern',
  '{what} cannot be read ({code})': '{what} ist nicht lesbar ({code})',
  'the file that {what} names for "{kind}"': 'die Datei, die {what} für „{kind}“ nennt,',
  'the INI': 'die INI',
}
