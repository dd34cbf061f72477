/** URLs, encryption and Redis. */
export const net: Readonly<Record<string, string>> = {
  'as cafile in [Network] of the INI, or install it in this system (update-ca-certificates)':
    'als cafile in [Network] der INI, oder im System installieren (update-ca-certificates)',
  'in the cafile that is given for it, which alone counts': 'in der dafür genannten cafile, die allein zählt',
  'the certificate of {host} is self-signed: name it {what}':
    'das Zertifikat von {host} ist selbstsigniert: bitte nennen {what}',
  'the certificate of {host} comes from an issuer that is not trusted here: name the certificate of its issuer {what}':
    'das Zertifikat von {host} kommt von einem Aussteller, dem hier nicht vertraut wird: bitte dessen Zertifikat nennen {what}',
  '{host} speaks only an outdated version of TLS, before 1.2: its software has to be renewed':
    '{host} spricht nur eine veraltete Version von TLS, vor 1.2: seine Software ist zu erneuern',
  '{host} encrypts or signs too weakly: its certificate or its software has to be renewed':
    '{host} verschlüsselt oder signiert zu schwach: Zertifikat oder Software sind zu erneuern',
  '{host} wants a certificate of its clients, and the appliance has none: use an address without that':
    '{host} verlangt ein Zertifikat seiner Clients, und das Gerät hat keines: bitte eine Adresse ohne das benutzen',
  '{reason}. Or its server leaves out a certificate between':
    '{reason}. Oder sein Server lässt ein Zertifikat dazwischen aus',
  'the certificate of {host} is revoked: its owner has to renew it':
    'das Zertifikat von {host} ist widerrufen: sein Eigentümer muss es erneuern',
  'the certificate of {host} is for another name': 'das Zertifikat von {host} ist für einen anderen Namen',
  '{host} and this machine have no kind of encryption in common: its software may be outdated':
    '{host} und diese Maschine haben keine Verschlüsselung gemeinsam: seine Software ist vielleicht veraltet',
  '{host} speaks HTTP/2 only, which is not spoken here':
    '{host} spricht nur HTTP/2, was hier nicht gesprochen wird',
  '{host} does not know that name: copy the URL again from the service':
    '{host} kennt diesen Namen nicht: bitte die URL beim Dienst noch einmal kopieren',
  '{host} does not speak TLS (is it http:// rather than https://?)':
    '{host} spricht kein TLS (ist es http:// statt https://?)',
  'the clock here says {time}': 'die Uhr hier zeigt {time}',
  "the certificate of {host} has expired, or the clock here is wrong: {when}. If that is right, the certificate's owner has to renew it":
    'das Zertifikat von {host} ist abgelaufen, oder die Uhr hier geht falsch: {when}. Stimmt sie, muss der Eigentümer das Zertifikat erneuern',
  'the certificate of {host} is not valid yet, or the clock here is wrong: {when}. If it is wrong, set it (timedatectl)':
    'das Zertifikat von {host} gilt noch nicht, oder die Uhr hier geht falsch: {when}. Geht sie falsch, bitte stellen (timedatectl)',
  'the certificate of {host} is for another name{names}: use that name in the URL, or let its owner renew it':
    'das Zertifikat von {host} ist für einen anderen Namen{names}: bitte diesen in der URL benutzen, oder der Eigentümer muss es erneuern',
  'is too old ({version}); version {least} or later is needed':
    'ist zu alt ({version}); nötig ist Version {least} oder neuer',
  'is the replica of another server; name the primary in [Redis] url':
    'ist die Kopie eines anderen Servers; bitte in [Redis] url den primären nennen',
  'deletes checks and alerts when its memory is full ({policy}); set maxmemory-policy noeviction there':
    'löscht Prüfungen und Alarme, wenn sein Speicher voll ist ({policy}); dort bitte maxmemory-policy noeviction setzen',
  '{what} what it has acknowledged when its machine fails; set appendfsync always there':
    '{what}, was er bestätigt hat, wenn seine Maschine ausfällt; dort bitte appendfsync always setzen',
  '{what} what it has acknowledged when its machine fails; set appendonly yes and appendfsync always there':
    '{what}, was er bestätigt hat, wenn seine Maschine ausfällt; dort bitte appendonly yes und appendfsync always setzen',
  'keeps nothing on its disk, and loses': 'behält nichts auf seinem Datenträger und verliert',
  'loses the last second of': 'verliert die letzte Sekunde von dem',
  'loses some seconds of': 'verliert einige Sekunden von dem',
  'has used {n} % of its memory; raise maxmemory there':
    'hat {n} % seines Speichers belegt; dort bitte maxmemory erhöhen',
  'forbids its user to receive the messages of the watch (ACL), so it is deaf to changes; allow the command SUBSCRIBE':
    'verbietet seinem Benutzer, die Nachrichten der Wache zu empfangen (ACL), die Änderungen also nicht bemerkt; bitte das Kommando SUBSCRIBE erlauben',
  'forbids its user the messages of the watch (ACL), so it is deaf to changes; allow the channels &{PREFIX}*':
    'verbietet seinem Benutzer die Nachrichten der Wache (ACL), die Änderungen also nicht bemerkt; bitte die Kanäle &{PREFIX}* erlauben',
  "has a clock that is {span} ahead of this machine's, so no silence is judged; set both right (timedatectl)":
    'hat eine Uhr, die gegenüber dieser Maschine {span} vorgeht, also wird kein Ausbleiben beurteilt; bitte beide stellen (timedatectl)',
  "has a clock that is {span} behind this machine's, so no silence is judged; set both right (timedatectl)":
    'hat eine Uhr, die gegenüber dieser Maschine {span} nachgeht, also wird kein Ausbleiben beurteilt; bitte beide stellen (timedatectl)',
  'is too old ({version}) for [Redis] copies = {n}, so no check-in is acknowledged; version {least} or later is needed, or copies = 1':
    'ist zu alt ({version}) für [Redis] copies = {n}, also wird keine Meldung bestätigt; nötig ist Version {least} oder neuer, oder copies = 1',
  'has {words} for [Redis] copies = {n}, so no check-in is acknowledged; start its replicas again (min-replicas-to-write {n2} there lets it refuse at once)':
    'hat {words} für [Redis] copies = {n}, also wird keine Meldung bestätigt; bitte seine Kopien wieder starten (min-replicas-to-write {n2} dort lässt ihn sofort ablehnen)',
  'had no write on the disks of {n} servers within a second when that was tried, and check-ins are refused then; appendonly yes and appendfsync always are needed on its replicas, too':
    'hatte beim Versuch keinen Schreibvorgang binnen einer Sekunde auf den Datenträgern von {n} Servern, und dann werden Meldungen abgelehnt; appendonly yes und appendfsync always sind auch auf seinen Kopien nötig',
  'lacks a replica, and one of its Sentinels does not answer, so no check-in is acknowledged: another server may be on its way to be the primary; start both again':
    'hat eine Kopie zu wenig, und einer seiner Sentinels antwortet nicht, also wird keine Meldung bestätigt: Vielleicht wird gerade ein anderer Server zum Primärserver; bitte beide wieder starten',
  '{n} replica': '{n} Kopie',
  '{n} replicas': '{n} Kopien',
  'openssl is not installed, and it makes the certificate: sudo apt install openssl':
    'openssl ist nicht installiert, und damit wird das Zertifikat gemacht: sudo apt install openssl',
  'openssl could not make the certificate: {message}':
    'openssl konnte das Zertifikat nicht machen: {message}',
}
