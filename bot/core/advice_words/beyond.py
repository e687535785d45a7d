"""The words of the advice catalogue beyond the record: DNSSEC, CAA, verification, web, caches, good results."""

from collections.abc import Mapping

from bot.core.advice_words.words import Words

WORDS: Mapping[str, Words] = {
    "DNSSEC_BOGUS": Words(
        "the DNSSEC signatures do not match",
        "The DNSSEC signatures of {zone} do not match, so many networks refuse the domain. Have the DS record "
        "corrected at the registrar, or DNSSEC switched off there.",
    ),
    "CAA_BLOCKS": Words(
        "a CAA record forbids the certificate",
        "A CAA record at {at} ({seen}) does not let our certificate authority issue the certificate. Add one more "
        'CAA record there: 0 issue "letsencrypt.org"',
    ),
    "CAA_BLOCKS.restricted": Words(
        "a CAA record forbids the certificate",
        "The CAA record at {at} ({seen}) allows letsencrypt.org only with conditions that we cannot meet. Add one "
        'more CAA record there, without conditions: 0 issue "letsencrypt.org"',
    ),
    "CAA_BLOCKS.critical": Words(
        "a CAA record forbids the certificate",
        "A CAA record at {at} ({seen}) is critical and of an unknown kind, so letsencrypt.org must refuse. Remove "
        'that record or its critical flag, and keep 0 issue "letsencrypt.org"',
    ),
    "CAA_BLOCKS.fails": Words(
        "CAA cannot be looked up ({seen})",
        "The look-up of CAA records at {at} fails, and then the certificate authority (letsencrypt.org) must "
        "refuse. Ask the DNS provider to have its servers answer CAA questions for {zone}.",
    ),
    "TXT_VERIFY_WRONG": Words(
        "the TXT has another value",
        "The TXT record at {at} has another value ({seen}). Replace it by the wanted one, all of it and nothing else.",
    ),
    "TXT_VERIFY_WRONG.quoted": Words(
        "the TXT has quotation marks or spaces in its value",
        "The TXT record at {at} has quotation marks or spaces saved inside its value: {seen}. Enter the value "
        "again without them.",
    ),
    "TXT_VERIFY_DOUBLED": Words(
        "created as {seen}",
        "The verification TXT was created as {seen}, with the domain twice. In the Name box enter only _twilio.{name}.",
    ),
    "TXT_VERIFY_MISSING": Words(
        "not there yet",
        "The verification TXT record is not there yet. Add a TXT record with the name _twilio.{name} and the "
        "value exactly as shown.",
        "The verification TXT record has disappeared. Put it back: a TXT record with the name _twilio.{name} and "
        "the value exactly as shown; without it Twilio drops the domain after 30 days.",
        "the verification TXT has disappeared",
    ),
    "TXT_VERIFY_MISSING.astray": Words(
        "found at {seen} instead",
        "The verification TXT stands at {seen}. Add it once more with the name _twilio.{name} and the same value.",
    ),
    "HTTP_OTHER_SERVICE": Words(
        "another web site answers",
        "{host} answers over HTTPS, but it is another web site ({seen}), so links do not reach the link service. "
        "Look for a proxy, a redirect or a hosting entry that catches {host}; if that site is in use, choose "
        "another name for the links: {offer}.",
    ),
    "HTTP_LOOP": Words(
        "redirects to itself",
        "{host} redirects to itself without end. Usually a proxy stands in front (such as Cloudflare with "
        "Flexible SSL): set the record to DNS only.",
    ),
    "TLS_EXPIRED": Words(
        "the certificate has expired",
        "The certificate of {host} has expired, so links show a warning. Have it renewed at Twilio, after "
        "checking that the CNAME and the CAA records still allow it.",
    ),
    "TLS_WRONG_NAME": Words(
        "the certificate is for another name",
        "{host} answers with a certificate for another name: its own is not issued yet, or the traffic goes "
        "elsewhere. The client has nothing to do; we watch it.",
    ),
    "HSTS_CONFLICT": Words(
        "{apex} forces HTTPS before the certificate is there",
        "{apex} forces HTTPS for all its subdomains (HSTS), and {host} has no certificate yet: links fail until "
        "it is there. Send no links before, and only https ones then.",
    ),
    "PARTIAL_LAME": Words(
        "a name server does not answer: {servers}",
        "One of the name servers of {zone} does not answer for it ({servers}): links fail for some people until "
        "that is mended. Ask the DNS provider to repair it, or take it off the list at the registrar.",
    ),
    "WILDCARD_MATCH": Words(
        "only through the catch-all (*) record",
        "{host} reaches us only through the catch-all (*) record. Better {add}, so that a later change of the "
        "catch-all cannot break the links.",
    ),
    "CNAME_CHAIN_OK": Words(
        "works by way of {seen}",
        "{host} reaches us by way of {seen}, and that works. To be safer, set a direct CNAME to {value}",
    ),
    "TTL_TOO_LONG": Words(
        "works, but its TTL is {days} days",
        "The record is right, but its TTL is {seen} seconds ({days} days). Set the TTL to {ttl}, so that a later "
        "correction takes effect soon.",
    ),
    "TLS_EXPIRING": Words(
        "the certificate ends {until}",
        "The certificate of {host} ends on {until} and has not been renewed. Check that the CNAME and the CAA "
        "records still allow the renewal.",
    ),
    "TLS_HANDSHAKE": Words(
        "no HTTPS yet",
        "The DNS is right; HTTPS does not work yet because the certificate is still being prepared. The client "
        "has nothing to do.",
        lost_headline="no HTTPS any more",
    ),
    "RESOLVER_FAULT": Words(
        "our own look-up failed",
        "A look-up on our side failed ({seen}); this says nothing about the client's DNS. We try again by ourselves.",
    ),
    "STALE_POSITIVE_CACHE": Words(
        "right; old value remembered{until}",
        "The record is right at the source. Some networks still remember the old value ({seen}){until}: just wait.",
    ),
    "NEGATIVE_CACHE": Words(
        "right; still unknown to some networks{until}",
        "The record is right at the source. Some networks still remember that there was none{until}: just wait.",
    ),
    "OK_PENDING_TLS": Words(
        "DNS is right; HTTPS could not be judged",
        "The DNS is right. HTTPS could not be judged ({seen}); the client has nothing to do.",
    ),
    "IDN_NORMALISED": Words(
        "stored as {ascii}",
        "{unicode} is stored as {ascii}; both are the same domain.",
    ),
    "DNS64_SYNTH": Words(
        "IPv6 addresses made up by a network",
        "The IPv6 addresses seen here are made by an IPv6-only network and are not the client's records. Nothing "
        "to do.",
    ),
    "LIVE": Words(
        "answers over HTTPS",
        "{host} answers over HTTPS with a valid certificate. Nothing to do.",
    ),
    "OK": Words(
        "set up correctly",
        "{host} is set up correctly. Nothing to do.",
    ),
}
