/** Connections that break: to receivers and services, to mail servers, to Redis, and from the tick to the web app. */
export const connections: Readonly<Record<string, string>> = {
  'there is no way to {host} (is the network up?)': 'es gibt keinen Weg zu {host} (ist das Netz verbunden?)',
  '{host} closed the connection before it answered': '{host} schloss die Verbindung, bevor es antwortete',
  '{host} cannot be reached: it does not answer': '{host} ist nicht erreichbar: keine Antwort',
  'the name {host} cannot be looked up: no DNS server answers':
    'der Name {host} lässt sich nicht auflösen: kein DNS-Server antwortet',
  'no connection to {host}: {why}': 'keine Verbindung zu {host}: {why}',
  'there is no IPv{n} address of the name {host}': 'es gibt keine IPv{n}-Adresse des Namens {host}',
  '{host} does not answer in HTTP ({code})': '{host} antwortet nicht mit HTTP ({code})',
  'the name {host} cannot be looked up ({code})': 'der Name {host} lässt sich nicht auflösen ({code})',
  'no TLS connection to {host} ({code})': 'keine TLS-Verbindung zu {host} ({code})',
  'no connection to {host} ({code})': 'keine Verbindung zu {host} ({code})',
  '{what} did not answer within {n} s': '{what} antwortete nicht innerhalb von {n} s',
  '{host} did not answer within {n} s ({what})': '{host} antwortete nicht innerhalb von {n} s ({what})',
  'connected, but TLS did not get ready': 'verbunden, aber TLS wurde nicht bereit',
  'connected, TLS done': 'verbunden, TLS fertig',
  connected: 'verbunden',
  'not connected yet': 'noch nicht verbunden',
  'its address is known, but nothing answers there': 'die Adresse ist bekannt, aber nichts antwortet dort',
  '{host} redirects to something that is not a web address':
    '{host} leitet auf etwas um, das keine Webadresse ist',
  '{host} redirects from https to plain http': '{host} leitet von https auf einfaches http um',
  '{host} redirects to another host, {host2}: is this the ping URL, or does the network want a log-in?':
    '{host} leitet auf einen anderen Host um, {host2}: Ist das die Ping-URL, oder verlangt das Netz eine Anmeldung?',
  'redirected too often': 'zu oft umgeleitet',
  'redirected in a circle': 'im Kreis umgeleitet',
  '{what} stands between and chooses itself between IPv4 and IPv6: for IPv{n} only, name {host} in noproxy':
    '{what} steht dazwischen und wählt selbst zwischen IPv4 und IPv6: für nur IPv{n} {host} in noproxy nennen',
  '{host} is no IPv{n} address': '{host} ist keine IPv{n}-Adresse',
  'the DNS server here blocks {host} (it answers with an empty address)':
    'der DNS-Server hier sperrt {host} (er antwortet mit einer leeren Adresse)',
  '{host} has no public address': '{host} hat keine öffentliche Adresse',
  '{host} redirects to {host2}, {what}: an answer from outside may not lead there':
    '{host} leitet auf {host2} um, {what}: Eine Antwort von außen darf nicht dorthin führen',
  'which is this machine itself': 'also auf diese Maschine selbst',
  'which is on this network': 'also in dieses Netz',
  'which is on a private network': 'also in ein privates Netz',
  '{host} is the appliance itself: a heartbeat has to go to another machine, which notices when this one falls silent':
    '{host} ist das Gerät selbst: Ein Heartbeat muss zu einer anderen Maschine gehen, die merkt, wenn diese verstummt',
  '{host} redirects to the appliance itself ({host2})': '{host} leitet auf das Gerät selbst um ({host2})',
  'the certificate file {file} cannot be used ({why})':
    'die Zertifikatsdatei {file} ist nicht brauchbar ({why})',
  '{what} refused: {n}, {why}': '{what} lehnte ab: {n}, {why}',
  'the proxy {host}': 'der Proxy {host}',
  'it wants a user and a password, as in http://user:password@proxy:3128':
    'er verlangt Benutzer und Passwort, wie in http://user:password@proxy:3128',
  'it does not accept the user and the password': 'er akzeptiert Benutzer und Passwort nicht',
  'it cannot reach {host}': 'er kann {host} nicht erreichen',
  'it does not let anybody through to {host}': 'er lässt niemanden durch zu {host}',
  '{host} refused the search': '{host} lehnte die Suche ab',
  '{host} does not begin TLS in time': '{host} beginnt TLS nicht rechtzeitig',
  'no network here leads to {host}': 'kein Netz führt von hier zu {host}',
  '{host} sent something between STARTTLS and TLS, which may be an attack':
    '{host} sandte etwas zwischen STARTTLS und TLS, was ein Angriff sein kann',
  '{host} sent more than is read': '{host} sandte mehr, als gelesen wird',
  '{host} takes no log-in at present ({code})': '{host} nimmt zurzeit keine Anmeldung an ({code})',
  'log-in refused by {host} (IMAP): check user and {what}':
    'Anmeldung von {host} abgelehnt (IMAP): Benutzer und {what} prüfen',
  password: 'Passwort',
  token: 'Token',
  '{host} gave no answer that can be used ({code})': '{host} gab keine brauchbare Antwort ({code})',
  '{host} gave no answer that can be used': '{host} gab keine brauchbare Antwort',
  'no access token: {why}': 'kein Zugriffstoken: {why}',
  'the mail account {name} has no SMTP server': 'das Mailkonto {name} hat keinen SMTP-Server',
  'no route leads out': 'keine Route führt hinaus',
  'no cable or WLAN is connected': 'weder Kabel noch WLAN ist verbunden',
  'the gateway {names} does not answer': 'das Gateway {names} antwortet nicht',
  'the program that made this look ended in the middle of it ({why})':
    'das Programm, das nach Mail sieht, endete mittendrin ({why})',
  "{program} is not run: it and its folder have to be root's, and nobody else may write to them":
    '{program} wird nicht ausgeführt: Es und sein Ordner müssen root gehören, und niemand sonst darf darin schreiben',
  'jobs cannot be run: {path} does not take them ({code})':
    'Jobs lassen sich nicht ausführen: {path} nimmt sie nicht ({code})',
  '{program} is not installed here': '{program} ist hier nicht installiert',
  '{program} cannot be executed': '{program} lässt sich nicht ausführen',
  '{program} cannot be executed ({code})': '{program} lässt sich nicht ausführen ({code})',
  '{program} could not be started ({code})': '{program} ließ sich nicht starten ({code})',
  'the look did not end': 'die Messung endete nicht',
  'it waited for looks at {names} that have not ended':
    'sie wartete auf Messungen von {names}, die nicht endeten',
  'the probe {kind} has a fault of its own': 'die Messung {kind} hat selbst einen Fehler',
  'this machine stood still in the middle of the look': 'diese Maschine stand mitten in der Messung still',
  'only the worker looks at this kind': 'diese Art misst nur der Worker',
  'the web app on port {n} {what}': 'die Web-App auf Port {n} {what}',
  'did not answer within {n} s': 'antwortete nicht innerhalb von {n} s',
  'cannot be reached: {why}': 'ist nicht erreichbar: {why}',
  'its answer is too long': 'die Antwort ist zu lang',
  'it hung up': 'sie hat aufgelegt',
  'does not run (connection refused)': 'läuft nicht (Verbindung abgelehnt)',
  'the web app answered {n}: {why}': 'die Web-App antwortete {n}: {why}',
  'the web app answered 403, since the tick cannot prove that it is one: {why}':
    'die Web-App antwortete 403, da der Tick nicht beweisen kann, dass er einer ist: {why}',
  'is another program on its port?': 'ist ein anderes Programm auf ihrem Port?',
  'what answers on port {n} is another program': 'was auf Port {n} antwortet, ist ein anderes Programm',
  'Redis cannot be reached': 'Redis ist nicht erreichbar',
  'Redis has gone': 'Redis ist fort',
  'Redis does not answer': 'Redis antwortet nicht',
  'Redis did not answer within {n} s': 'Redis antwortete nicht innerhalb von {n} s',
  'Redis {words}': 'Redis {words}',
  'Redis answers, but the queue in it fails: intvlm8r logs has the reason':
    'Redis antwortet, aber die Schlange darin versagt: intvlm8r logs nennt den Grund',
  'its memory is full': 'sein Speicher ist voll',
  'it cannot write to its disk': 'er kann nicht auf seinen Datenträger schreiben',
  'it is the replica of another server': 'er ist die Replik eines anderen Servers',
  'moves to another node of the Cluster at this moment':
    'zieht gerade auf einen anderen Knoten des Clusters um',
  'is out of memory': 'hat keinen Speicher mehr',
  'cannot write to its disk': 'kann nicht auf seinen Datenträger schreiben',
  'keeps nothing on its disk, which [Redis] copies needs: set appendonly yes there':
    'behält nichts auf seinem Datenträger, was [Redis] copies verlangt: dort appendonly yes setzen',
  'takes no writes: it is a replica': 'nimmt nichts an: Es ist eine Replik',
  'takes no writes: its replicas are away': 'nimmt nichts an: Seine Repliken sind fort',
  'has lost data that it held': 'hat Daten verloren, die es hatte',
  'takes no writes: it has become a replica': 'nimmt nichts an: Es ist zur Replik geworden',
  'wants a password: [Redis] url': 'verlangt ein Passwort: [Redis] url',
  'wants another password: [Redis] url': 'verlangt ein anderes Passwort: [Redis] url',
  'has no database of that number: [Redis] url': 'hat keine Datenbank dieser Nummer: [Redis] url',
  'is a Cluster, which has no numbers of databases: [Redis] url':
    'ist ein Cluster, der keine Nummern von Datenbanken hat: [Redis] url',
  'takes no more connections: all of its maxclients are in use; raise that there':
    'nimmt keine Verbindungen mehr an: Alle seine maxclients sind in Gebrauch; das dort erhöhen',
  'takes connections from its own machine alone: give it a password (requirepass), also in [Redis] url':
    'nimmt nur Verbindungen seiner eigenen Maschine an: ihm ein Passwort geben (requirepass), auch in [Redis] url',
  'is still loading its data': 'lädt noch seine Daten',
  'is busy with a script that takes long': 'ist mit einem Skript beschäftigt, das lange braucht',
  'is a replica whose primary is away': 'ist eine Replik, deren Primärserver fort ist',
  'is another node of the Cluster by now': 'ist inzwischen ein anderer Knoten des Clusters',
  'is down: the Cluster lacks nodes': 'ist ausgefallen: Dem Cluster fehlen Knoten',
  'the watch has used its share of the memory of Redis':
    'die Wache hat ihren Anteil am Speicher von Redis verbraucht',
  'Redis may be being replaced: one of its replicas is away, and one of its Sentinels does not answer':
    'Redis wird vielleicht gerade ersetzt: Eine seiner Repliken ist fort, und einer seiner Sentinels antwortet nicht',
  'Redis is being replaced by one of its replicas at this moment':
    'Redis wird gerade durch eine seiner Repliken ersetzt',
  'Redis has a write on the disk of {what} so far, and [Redis] copies is {n}':
    'Redis hat eine Änderung bisher auf dem Datenträger von {what}, und [Redis] copies ist {n}',
  '{n} server': '{n} Server',
  '{n} servers': '{n} Servern',
}
