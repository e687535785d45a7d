"""The words of the advice catalogue from the name down to the record."""

from collections.abc import Mapping

from bot.core.advice_words.words import Words

WORDS: Mapping[str, Words] = {
    "BAD_NAME_SYNTAX": Words(
        "not a usable host name",
        "“{text}” cannot be a link host: {why}. Enter just the name, for example {suggestion}.",
    ),
    "APEX_CNAME": Words(
        "a whole domain cannot be the link host",
        "{zone} is the whole domain, and a whole domain cannot be a CNAME. Use a subdomain for the links: "
        "{suggestion}.",
    ),
    "DOMAIN_NOT_REGISTERED": Words(
        "the domain is not registered",
        "The domain {zone} is not registered, or its registrar has switched it off. Check the spelling; if it is "
        "right, register or renew the domain first.",
    ),
    "DOMAIN_EXPIRED_PARKED": Words(
        "the domain looks expired or parked",
        "The domain {zone} looks expired or parked: its name servers ({servers}) belong to a parking service. "
        "Renew it at the registrar or give it its real name servers, then add the record.",
    ),
    "LAME_DELEGATION": Words(
        "the name servers do not know the domain",
        "The registrar points {zone} to {servers}, but these name servers do not serve the domain. Correct the "
        "name servers at the registrar; the DNS provider says which ones are right.",
    ),
    "LAME_DELEGATION.inner": Words(
        "the name servers do not know the domain",
        "The NS records of {zone} point to {servers}, but these name servers do not serve it. Correct these NS "
        "records in the domain above, or set the zone up at those name servers.",
    ),
    "SERVERS_UNREACHABLE": Words(
        "the name servers do not answer",
        "The name servers of {zone} ({servers}) do not answer at the moment, so nothing can be said about the "
        "record. We keep trying; if it lasts longer than an hour, ask the DNS provider.",
    ),
    "SPLIT_AUTH": Words(
        "the name servers disagree",
        "The name servers of {zone} do not agree about {host} yet: {newer} has the record, {older} does not. This "
        "usually settles within minutes, so just wait; if it lasts, ask the DNS provider to re-sync its servers.",
    ),
    "SPLIT_AUTH.gone": Words(
        "the name servers disagree",
        "The name servers of {zone} do not agree about {host}: the newest data, at {older}, does not have the "
        "right record any more. Wait a few minutes; if it stays so, {add}.",
    ),
    "SPLIT_AUTH.broken": Words(
        "the name servers disagree",
        "The name servers of {zone} do not agree about {host} although they hold the same version: {newer} has "
        "the record, {older} does not. Wait some minutes; if it lasts, ask the DNS provider to re-sync its "
        "servers.",
    ),
    "SPLIT_AUTH.neither": Words(
        "the name servers disagree",
        "The name servers of {zone} give different answers for {host}, none of them the right one ({seen}). "
        "{Add}, and wait some minutes until all of them have it.",
    ),
    "MULTIPLE_CNAMES": Words(
        "more than one CNAME there",
        "There is more than one CNAME named {name}: {seen}. Only one can work: delete the other if nothing uses "
        "it any more, so that only {value} stays, or choose another name for the links: {offer}.",
    ),
    "URL_IN_VALUE": Words(
        "the value was saved as a web address",
        "The value of {name} was saved as {seen}. Take http://, slashes and spaces out and enter only the host "
        "name: {value}",
    ),
    "TARGET_HAS_ZONE_APPENDED": Words(
        "the value was saved with {appended} added to its end",
        "The value of {name} was saved with {appended} added to its end. Re-enter it as {value} with the final dot.",
    ),
    "TARGET_TYPO": Words(
        "a typing slip in the value: {seen}",
        "The value of {name} is {seen}, which is one slip away from the right one. Change it to exactly {value}",
    ),
    "CNAME_LOOP": Words(
        "the CNAME points back to itself",
        "The CNAME at {name} points back to itself ({path}). Set its value to {value}",
    ),
    "CNAME_CHAIN_BROKEN": Words(
        "points to {end}, which does not exist",
        "The CNAME at {name} leads to {end}, a name that does not exist. Replace its value with {value}",
    ),
    "WILDCARD_OTHER": Words(
        "a catch-all (*) record answers instead",
        "A catch-all (*) record answers for {name} with {seen}. It may stay as it is: {add}; the explicit record "
        "wins over the catch-all.",
    ),
    "WRONG_TARGET": Words(
        "points to {seen}",
        "The CNAME at {name} points to {seen}{way}. Change its value to {value} If the old value is still needed "
        "there, choose another name for the links instead: {offer}.",
        "The CNAME at {name} has been changed and now points to {seen}{way}. Change its value back to {value}",
    ),
    "DOUBLED_NAME": Words(
        "created as {seen}",
        "The record was created as {seen}, because the DNS panel adds {zone} by itself. In the Name box enter "
        "only {name}.",
    ),
    "PROXIED_CLOUDFLARE": Words(
        "hidden behind Cloudflare's proxy",
        "Cloudflare's proxy (the orange cloud) hides the CNAME at {name}: click its cloud grey (DNS only), and "
        "see that the entry is a CNAME to {value} If a web site in use answers there, choose another name for the "
        "links: {offer}.",
    ),
    "FLATTENED_CNAME": Words(
        "shows addresses in place of the CNAME",
        "The DNS of {zone} publishes our addresses at {name} instead of the CNAME. Turn CNAME flattening (or "
        "ALIAS) off for {name}, so that the CNAME to {value} itself is visible.",
    ),
    "A_INSTEAD_OF_CNAME": Words(
        "an address record stands there: {seen}",
        "An address record ({seen}) stands at {name}, and a CNAME cannot stand beside it. If a site or service "
        "answers there, choose another name for the links: {offer}; if it is a leftover that nobody uses, delete "
        "it, then {add}.",
    ),
    "A_INSTEAD_OF_CNAME.used": Words(
        "a web site answers there ({seen})",
        "A web site answers at {name} (address {seen}), and a CNAME cannot stand beside it. Leave it as it is and "
        "choose another name for the links: {offer}.",
    ),
    "A_INSTEAD_OF_CNAME.unused": Words(
        "an address record stands there: {seen}",
        "An address record ({seen}) stands at {name}, and a CNAME cannot stand beside it; no web site answers "
        "there. If it is a leftover that nobody uses, delete it, then {add}; if another service needs it, choose "
        "another name for the links: {offer}.",
    ),
    "TXT_INSTEAD_OF_CNAME": Words(
        "saved as TXT instead of CNAME",
        "The value was saved as a TXT record. Change the record's type to CNAME; name {name} and value {value} stay.",
    ),
    "TXT_NAME_CONFLICT_CNAME": Words(
        "the verification text is at the wrong name",
        "The verification text was put at {name} itself, where the CNAME must stand alone. Move that TXT record "
        "to the name _twilio.{name}, then {add}.",
    ),
    "TXT_OR_MX_AT_NAME": Words(
        "a record of type {type} keeps the CNAME out",
        "A record of type {type} ({seen}) stands at {name}, and a CNAME cannot stand beside it. If it is a "
        "leftover, remove it, then {add}; if something still needs it, choose another name for the links: "
        "{offer}.",
    ),
    "NAME_TYPO": Words(
        "found at {seen} instead",
        "The record stands at {seen} instead of {host}. If it was meant for the links, rename it (in the Name box "
        "enter only {name}); if it has a use of its own, leave it and {add}.",
    ),
    "NS_AT_NAME_DELEGATED": Words(
        "handed to other name servers",
        "{host} is handed to name servers of its own ({servers}, by NS records at {name}), and the record is "
        "missing there. Add the CNAME there, or, if nothing else needs them, remove these NS records and {add} in "
        "{zone}.",
    ),
    "WRONG_ZONE_EDITED": Words(
        "added at a DNS provider that is not in charge",
        "The record was added at {seen}, but the registrar names other name servers for {zone}: {servers}. Add "
        "the same CNAME there ({name}, {value}).",
    ),
    "MISSING_NODATA": Words(
        "no CNAME there yet",
        "There is no CNAME at {name} in {zone} yet. Please {add}.",
        "The CNAME at {name} in {zone} has disappeared. Put it back: {add}.",
        "the CNAME has disappeared",
    ),
    "MISSING_NXDOMAIN": Words(
        "no record of that name yet",
        "There is no record named {name} in {zone} yet. Please {add}.",
        "The record named {name} has been removed from {zone}. Put it back: {add}.",
        "the CNAME has been removed",
    ),
}
